/** Over how many parts a store spreads the grants: another number would look for them elsewhere. */
export const SHARDS = 16

/** Spreads ids evenly (FNV-1a). @param {string} id */
export function shardOf(id) {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> 16)) & (SHARDS - 1)
}

/** A page out of those of all shards. @template {{ id: string }} T @param {T[]} records @param {number} limit */
export function merged(records, limit) {
  return records.sort((one, other) => (one.id < other.id ? -1 : 1)).slice(0, limit)
}

/** Where each shard counts its own grants, every sixteenth status is one of its. @param {number} shard @param {number} count from 0 */
export function statusIn(shard, count) {
  return count * SHARDS + shard
}

/** How many grants a shard has counted below a status. @param {number} shard @param {number} status */
export function countBelow(shard, status) {
  return Math.max(0, Math.ceil((status - shard) / SHARDS))
}

/** A grant with its status among those of all shards. @template {{ status: number }} T @param {number} shard @param {T | undefined} grant */
export function numbered(shard, grant) {
  return grant && { ...grant, status: statusIn(shard, grant.status) }
}
