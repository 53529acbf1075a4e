/** KEYS: grant, statuses, subject, ends. ARGV: record, id, ends. Answers the status. */
export const ADD_GRANT = `
if redis.call('EXISTS', KEYS[1]) == 1 then return redis.error_reply('the grant exists') end
local status = redis.call('INCR', KEYS[2]) - 1
redis.call('HSET', KEYS[1], 'version', 1, 'status', status, 'record', ARGV[1])
redis.call('SADD', KEYS[3], ARGV[2])
redis.call('ZADD', KEYS[4], ARGV[3], ARGV[2])
return status`

/** KEYS: grant, subject, ends, revoked. ARGV: version, record, id, ends, status, 'revoked' or ''. */
export const REPLACE_GRANT = `
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HSET', KEYS[1], 'record', ARGV[2])
redis.call('ZADD', KEYS[3], ARGV[4], ARGV[3])
if ARGV[6] ~= '' then
  redis.call('SREM', KEYS[2], ARGV[3])
  redis.call('ZADD', KEYS[4], ARGV[5], ARGV[5])
end
return 1`

/** KEYS: grant, subject, ends, revoked. ARGV: id, status, before. */
export const SWEEP_GRANT = `
local ends = redis.call('ZSCORE', KEYS[3], ARGV[1])
if not ends or tonumber(ends) >= tonumber(ARGV[3]) then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[4], ARGV[2])
return 1`

/** KEYS: token, digest, all ids, the owner's ids. ARGV: record, id, digest. */
export const ADD_API_TOKEN = `
if redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then return redis.error_reply('the API token exists') end
redis.call('HSET', KEYS[1], 'version', 1, 'record', ARGV[1], 'digest', ARGV[3], 'previous', '')
redis.call('SET', KEYS[2], ARGV[2])
redis.call('ZADD', KEYS[3], 0, ARGV[2])
redis.call('ZADD', KEYS[4], 0, ARGV[2])
return 1`

/** KEYS: token. ARGV: version, record, id, what digests' keys begin with, digest, previous or ''. */
export const REPLACE_API_TOKEN = `
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then return 0 end
for _, digest in ipairs(redis.call('HMGET', KEYS[1], 'digest', 'previous')) do
  if digest and digest ~= '' then redis.call('DEL', ARGV[4] .. digest) end
end
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HSET', KEYS[1], 'record', ARGV[2], 'digest', ARGV[5], 'previous', ARGV[6])
redis.call('SET', ARGV[4] .. ARGV[5], ARGV[3])
if ARGV[6] ~= '' then redis.call('SET', ARGV[4] .. ARGV[6], ARGV[3]) end
return 1`
