// Redis runs a script as a whole or not at all, and nothing between its commands. Keys that a script makes up from what it
// reads lie in the slot of those it is given: in a cluster all have one {hash tag}.

/**
 * KEYS: grant, statuses, subject, ends, API token's grants. ARGV: record, id, ends, subject, API token or '', and its status or '':
 * then the next one is counted here. Answers the status.
 */
export const ADD_GRANT = `
if redis.call('EXISTS', KEYS[1]) == 1 then return redis.error_reply('the grant exists') end
local status = tonumber(ARGV[6])
if not status then status = redis.call('INCR', KEYS[2]) - 1 end
redis.call('HSET', KEYS[1], 'version', 1, 'status', status, 'record', ARGV[1], 'subject', ARGV[4], 'api-token', ARGV[5])
redis.call('SADD', KEYS[3], ARGV[2])
if ARGV[5] ~= '' then redis.call('SADD', KEYS[5], ARGV[2]) end
redis.call('ZADD', KEYS[4], ARGV[3], ARGV[2])
return status`

/** KEYS: grant, subject, ends, revoked, API token's grants. ARGV: version, record, id, ends, status, 'revoked' or ''. */
export const REPLACE_GRANT = `
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HSET', KEYS[1], 'record', ARGV[2])
redis.call('ZADD', KEYS[3], ARGV[4], ARGV[3])
if ARGV[6] ~= '' then
  redis.call('SREM', KEYS[2], ARGV[3])
  redis.call('SREM', KEYS[5], ARGV[3])
  redis.call('ZADD', KEYS[4], ARGV[5], ARGV[5])
end
return 1`

/** Whether one id comes after another by its bytes, as in Redis's own sets: Lua compares by the server's locale. */
const COMES_AFTER = `
local function comes_after(one, other)
  for i = 1, math.min(#one, #other) do
    local a, b = one:byte(i), other:byte(i)
    if a ~= b then return a > b end
  end
  return #one > #other
end`

/** KEYS: ids. ARGV: what grants' keys begin with, the id to begin after, most. Answers version, status and record of each. */
export const GRANTS_OF = `${COMES_AFTER}
local ids = redis.call('SMEMBERS', KEYS[1])
table.sort(ids, function(one, other) return comes_after(other, one) end)
local grants = {}
for _, id in ipairs(ids) do
  if #grants == tonumber(ARGV[3]) then break end
  if comes_after(id, ARGV[2]) then grants[#grants + 1] = redis.call('HMGET', ARGV[1] .. id, 'version', 'status', 'record') end
end
return grants`

/** KEYS: ends, revoked. ARGV: before, most, what keys of grants, of subjects and of API tokens' grants begin with. Answers how many it forgot. */
export const SWEEP_GRANTS = `
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[2])
for _, id in ipairs(ids) do
  local status, subject, token = unpack(redis.call('HMGET', ARGV[3] .. id, 'status', 'subject', 'api-token'))
  redis.call('DEL', ARGV[3] .. id)
  redis.call('ZREM', KEYS[1], id)
  if status then redis.call('ZREM', KEYS[2], status) end
  if subject then redis.call('SREM', ARGV[4] .. subject, id) end
  if token and token ~= '' then redis.call('SREM', ARGV[5] .. token, id) end
end
return #ids`

/** KEYS: token, digest, all ids, the owner's ids, ends. ARGV: record, id, digest, owner, its end or ''. */
export const ADD_API_TOKEN = `
if redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then return redis.error_reply('the API token exists') end
redis.call('HSET', KEYS[1], 'version', 1, 'record', ARGV[1], 'digest', ARGV[3], 'previous', '', 'owner', ARGV[4])
redis.call('SET', KEYS[2], ARGV[2])
redis.call('ZADD', KEYS[3], 0, ARGV[2])
redis.call('ZADD', KEYS[4], 0, ARGV[2])
if ARGV[5] ~= '' then redis.call('ZADD', KEYS[5], ARGV[5], ARGV[2]) end
return 1`

/** KEYS: token, ends. ARGV: version, record, id, what digests' keys begin with, digest, previous or '', its end or ''. */
export const REPLACE_API_TOKEN = `
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
for _, digest in ipairs(redis.call('HMGET', KEYS[1], 'digest', 'previous')) do
  if digest and digest ~= '' then redis.call('DEL', ARGV[4] .. digest) end
end
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HSET', KEYS[1], 'record', ARGV[2], 'digest', ARGV[5], 'previous', ARGV[6])
redis.call('SET', ARGV[4] .. ARGV[5], ARGV[3])
if ARGV[6] ~= '' then redis.call('SET', ARGV[4] .. ARGV[6], ARGV[3]) end
redis.call('ZREM', KEYS[2], ARGV[3])
if ARGV[7] ~= '' then redis.call('ZADD', KEYS[2], ARGV[7], ARGV[3]) end
return 1`

/** KEYS: digest. ARGV: what tokens' keys begin with. Answers version and record. */
export const API_TOKEN_BY_DIGEST = `
local id = redis.call('GET', KEYS[1])
if not id then return {} end
return redis.call('HMGET', ARGV[1] .. id, 'version', 'record')`

/** KEYS: ids. ARGV: what tokens' keys begin with, the least id as of ZRANGE BYLEX, most. Answers version and record of each. */
export const API_TOKENS = `
local tokens = {}
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], ARGV[2], '+', 'BYLEX', 'LIMIT', 0, ARGV[3])) do
  tokens[#tokens + 1] = redis.call('HMGET', ARGV[1] .. id, 'version', 'record')
end
return tokens`

/** KEYS: ends, all ids. ARGV: before, most, what keys of tokens, digests and owners begin with. Answers how many it forgot. */
export const SWEEP_API_TOKENS = `
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[2])
for _, id in ipairs(ids) do
  local digest, previous, owner = unpack(redis.call('HMGET', ARGV[3] .. id, 'digest', 'previous', 'owner'))
  redis.call('DEL', ARGV[3] .. id)
  redis.call('ZREM', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id)
  if owner then redis.call('ZREM', ARGV[5] .. owner, id) end
  if digest then redis.call('DEL', ARGV[4] .. digest) end
  if previous and previous ~= '' then redis.call('DEL', ARGV[4] .. previous) end
end
return #ids`

/** KEYS: the owner's ids, ends. ARGV: now. Answers how many have no end, or a later one. */
export const COUNT_API_TOKENS = `
local count = 0
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local ended = redis.call('ZSCORE', KEYS[2], id)
  if not ended or tonumber(ended) > tonumber(ARGV[1]) then count = count + 1 end
end
return count`

/**
 * KEYS: ends. ARGV: what tokens' keys begin with, the least end, the end to stop before, the id to begin after at the least
 * end or '', most. Answers version and record of each.
 */
export const ENDING_API_TOKENS = `${COMES_AFTER}
local tokens = {}
local offset = 0
while #tokens < tonumber(ARGV[5]) do
  local found = redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[2], '(' .. ARGV[3], 'WITHSCORES', 'LIMIT', offset, ARGV[5])
  if #found == 0 then break end
  for i = 1, #found, 2 do
    local isAfter = tonumber(found[i + 1]) > tonumber(ARGV[2]) or comes_after(found[i], ARGV[4])
    if isAfter and #tokens < tonumber(ARGV[5]) then tokens[#tokens + 1] = redis.call('HMGET', ARGV[1] .. found[i], 'version', 'record') end
  end
  offset = offset + #found / 2
end
return tokens`

/** KEYS: the ring. ARGV: the version that it has, 0 if it must not exist, and the record. */
export const REPLACE_KEY_RING = `
if (redis.call('HGET', KEYS[1], 'version') or '0') ~= ARGV[1] then return 0 end
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HSET', KEYS[1], 'record', ARGV[2])
return 1`
