import { endOf, ownerKey } from '../../../service/store/store.js'
import { REFUSAL, isSignedBy } from '../adoption.js'
import { keysBelow, keysOf, sharedKeys } from './keys.js'

/**
 * As of SQL: gives the records that name no issuer to the service, unless something speaks for another one.
 *
 * @param {any} client
 * @param {string} prefix
 * @param {import('../../../service/store/store.js').ServedBy} service
 */
export async function adoptAll(client, prefix, { issuer, kids, now }) {
  const old = keysBelow(prefix)
  const { issuers } = sharedKeys(prefix)
  while ((await client.exists([old.ends, old.apiTokens])) > 0) {
    const isShared = (await client.sMembers(issuers)).some((/** @type {string} */ each) => each !== issuer)
    if (isShared || !(await areSignedBy(client, old, kids, now))) throw new Error(REFUSAL)
    await adopt(client, prefix, issuer, () => true)
  }
  await client.sAdd(issuers, issuer)
}

/**
 * As of SQL: gives those of the records that name no issuer to `issuer` of which `isIts` says so, and answers how many.
 *
 * @param {any} client
 * @param {string} prefix
 * @param {string} issuer
 * @param {(record: any, kind: 'grant' | 'api-token') => boolean} isIts
 */
export async function adopt(client, prefix, issuer, isIts) {
  const old = keysBelow(prefix)
  const own = keysOf(prefix, issuer)
  let adopted = 0
  for (const ids of pages(await client.zRange(old.ends, 0, -1))) {
    const moved = await Promise.all(ids.map((id) => moveGrant(client, old, own, id, isIts)))
    adopted += moved.filter(Boolean).length
  }
  for (const ids of pages(await client.zRange(old.apiTokens, 0, -1))) {
    const moved = await Promise.all(ids.map((id) => moveApiToken(client, old, own, id, isIts)))
    adopted += moved.filter(Boolean).length
  }
  return adopted
}

/** @param {any} client @param {Keys} old @param {readonly string[]} kids @param {number} now */
const areSignedBy = async (client, old, kids, now) => {
  for (const ids of pages(await client.zRangeByScore(old.ends, now, '+inf'))) {
    const records = await Promise.all(ids.map((id) => client.hGet(old.grant(id), 'record')))
    if (!records.every((record) => record === null || isSignedBy(JSON.parse(record), kids, now))) return false
  }
  return true
}

/** @param {any} client @param {Keys} old @param {Keys} own @param {string} id @param {(record: any, kind: 'grant') => boolean} isIts */
const moveGrant = async (client, old, own, id, isIts) => {
  const [status, text] = await client.hmGet(old.grant(id), ['status', 'record'])
  const { subject = '', ...record } = JSON.parse(text ?? '{}')
  if (text !== null && !isIts({ ...record, subject }, 'grant')) return false
  const keys = [old, own].flatMap((each) => [each.grant(id), each.subject(subject), each.ends, each.revoked])
  return (await client.eval(MOVE_GRANT, { keys, arguments: [id, status ?? '', subject] })) === 1
}

/** @param {any} client @param {Keys} old @param {Keys} own @param {string} id @param {(record: any, kind: 'api-token') => boolean} isIts */
const moveApiToken = async (client, old, own, id, isIts) => {
  for (;;) {
    const [version, text] = await client.hmGet(old.apiToken(id), ['version', 'record'])
    const record = text === null ? { owner: { type: '', id: '' } } : JSON.parse(text)
    if (text !== null && !isIts(record, 'api-token')) return false
    const owner = ownerKey(record.owner)
    const keys = [...[old, own].flatMap((each) => [each.apiToken(id), each.apiTokens, each.owner(owner)]), own.apiTokenEnds]
    const values = [id, version ?? '', owner, String(endOf(record) ?? ''), old.digest(''), own.digest('')]
    const moved = await client.eval(MOVE_API_TOKEN, { keys, arguments: values })
    // A process of the earlier version wrote it meanwhile.
    if (moved !== -1) return moved === 1
  }
}

/** @param {string[]} ids */
function* pages(ids) {
  for (let from = 0; from < ids.length; from += PAGE) yield ids.slice(from, from + PAGE)
}

const PAGE = 500

/** KEYS: grant, subject, ends, revoked; the same of its new place. ARGV: id, status, subject. */
const MOVE_GRANT = `
local ends = redis.call('ZSCORE', KEYS[3], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
if not ends or redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('RENAME', KEYS[1], KEYS[5])
redis.call('HSET', KEYS[5], 'subject', ARGV[3])
redis.call('ZADD', KEYS[7], ends, ARGV[1])
if redis.call('SREM', KEYS[2], ARGV[1]) == 1 then redis.call('SADD', KEYS[6], ARGV[1]) end
if redis.call('ZREM', KEYS[4], ARGV[2]) == 1 then redis.call('ZADD', KEYS[8], ARGV[2], ARGV[2]) end
return 1`

/** KEYS: token, all ids, the owner's ids; the same of its new place, ends. ARGV: id, version, owner, its end or '', what keys of digests began and begin with. */
const MOVE_API_TOKEN = `
local version = redis.call('HGET', KEYS[1], 'version')
if version and version ~= ARGV[2] then return -1 end
redis.call('ZREM', KEYS[2], ARGV[1])
if not version then return 0 end
for _, digest in ipairs(redis.call('HMGET', KEYS[1], 'digest', 'previous')) do
  if digest and digest ~= '' then
    redis.call('DEL', ARGV[5] .. digest)
    redis.call('SET', ARGV[6] .. digest, ARGV[1])
  end
end
redis.call('RENAME', KEYS[1], KEYS[4])
redis.call('HSET', KEYS[4], 'owner', ARGV[3])
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('ZADD', KEYS[5], 0, ARGV[1])
redis.call('ZADD', KEYS[6], 0, ARGV[1])
if ARGV[4] ~= '' then redis.call('ZADD', KEYS[7], ARGV[4], ARGV[1]) end
return 1`

/** @typedef {import('./keys.js').Keys} Keys */
