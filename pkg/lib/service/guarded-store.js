import { TokenError } from 'countersign'

/**
 * The store, with every failure and every delay beyond `timeout` seconds as ERR_STORE_UNAVAILABLE (503), and migrated
 * before its first use.
 *
 * @param {Store} store
 * @param {{ timeout: number }} options
 * @returns {Store}
 */
export const guardedStore = (store, { timeout }) => {
  let isMigrated = false
  /** @type {(name: keyof Store) => (...values: any[]) => Promise<any>} */
  const guarded = (name) => async (...values) => {
    // No promise is shared here: in Workers one request cannot await what another began, and migrating twice is harmless.
    if (!isMigrated) await within(timeout, () => store.migrate())
    isMigrated = true
    return within(timeout, () => /** @type {any} */ (store)[name](...values))
  }
  return /** @type {Store} */ (Object.fromEntries(METHODS.map((name) => [name, guarded(name)])))
}

/** @param {number} seconds @param {() => Promise<unknown>} work */
const within = async (seconds, work) => {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000)
  })
  try {
    return await Promise.race([work(), late])
  } catch (cause) {
    throw new TokenError('ERR_STORE_UNAVAILABLE', 'the store is not available', { cause })
  } finally {
    clearTimeout(timer)
  }
}

/** @type {readonly (keyof Store)[]} */
const METHODS = [
  'addGrant', 'grant', 'replaceGrant', 'grantsOf', 'revokedStatuses', 'statuses', 'sweep', 'addApiToken',
  'apiToken', 'apiTokenByDigest', 'replaceApiToken', 'apiTokens', 'close',
]

/** @typedef {import('./store.js').Store} Store */
