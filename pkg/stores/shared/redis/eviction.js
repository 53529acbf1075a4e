/**
 * Throws if Redis may throw records away when its memory is full: then a revoked token would be good again. Policies
 * named `volatile-…` evict only keys that expire, and none of these does.
 *
 * @param {any} client
 */
export async function requireNoEviction(client) {
  const policy = (await fromInfo(client)) ?? (await fromConfig(client))
  if (policy === undefined) {
    throw new Error("Redis does not say its maxmemory-policy: set it to noeviction, and then the store's option eviction to 'unchecked'")
  }
  if (policy !== 'noeviction' && !policy.startsWith('volatile-')) {
    throw new Error(`the maxmemory-policy of Redis is ${policy}, which evicts revoked tokens: set it to noeviction`)
  }
}

/** Managed servers often allow INFO, but not CONFIG. @param {any} client @returns {Promise<string | undefined>} */
const fromInfo = async (client) => {
  const info = await client.info('memory').catch(refused)
  return /^maxmemory_policy:(\S+)/m.exec(info ?? '')?.[1]
}

/** @param {any} client @returns {Promise<string | undefined>} */
const fromConfig = async (client) => (await client.configGet?.('maxmemory-policy')?.catch(refused))?.['maxmemory-policy']

/** An answer to the contrary is not an outage. @param {Error} error */
const refused = (error) => {
  if (/^(NOPERM|ERR|NOAUTH)/.test(error.message)) return undefined
  throw error
}
