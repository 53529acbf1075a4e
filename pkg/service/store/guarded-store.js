import { TokenError } from 'countersign'
import { within } from '../../lib/remote/deadline.js'
import { invalidOption } from '../../http/invalid-option.js'
import { requireStorable, storableText } from './storable.js'
import { STORE_VERSION } from './store.js'

/**
 * The store as one service sees it: only records of its issuer, migrated before the first use, with every failure and
 * every delay beyond `timeout` seconds as ERR_STORE_UNAVAILABLE (503). Throws ERR_OPTION_INVALID for a store of
 * an earlier interface.
 *
 * @param {Store} store
 * @param {{ issuer: string, kids: readonly string[], timeout: number, now: () => number }} service
 */
export function guardedStore(store, { issuer, kids, timeout, now }) {
  if (store.version !== STORE_VERSION) {
    throw invalidOption('store', `must be a Store of version ${STORE_VERSION} of the interface`)
  }
  let isMigrated = false
  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  const ask = async (work) => {
    // No promise is shared here: in Workers one request cannot await what another began, and migrating twice is harmless.
    if (!isMigrated) await asked(timeout, () => store.migrate({ issuer, kids, now: now(), timeout }))
    isMigrated = true
    return asked(timeout, work)
  }
  /** @template {object} T @param {T} record @returns {T & { issuer: string }} */
  const owned = (record) => {
    storableText(record)
    return { ...record, issuer }
  }
  return {
    /** @param {NewGrant} grant */
    addGrant: async (grant) => ask(() => store.addGrant(owned(grant))),
    /** @param {string} id */
    grant: async (id) => ask(() => store.grant(issuer, storable(id))),
    /** @param {Grant} grant */
    replaceGrant: async (grant) => ask(() => store.replaceGrant(owned(grant))),
    /** @param {import('./store.js').GrantsPage} page */
    grantsOf: async (page) => {
      requireStorable(page.subject, page.apiToken, page.after)
      return ask(() => store.grantsOf(issuer, page))
    },
    /** @param {number} from @param {number} to */
    revokedStatuses: async (from, to) => ask(() => store.revokedStatuses(issuer, from, to)),
    statuses: async () => ask(() => store.statuses()),
    /** @param {{ grants: number, apiTokens: number, proofs: number }} before */
    sweep: async (before) => ask(() => store.sweep(issuer, before)),
    /** @param {ApiTokenRecord} token */
    addApiToken: async (token) => ask(() => store.addApiToken(owned(token))),
    /** @param {string} id */
    apiToken: async (id) => ask(() => store.apiToken(issuer, storable(id))),
    /** @param {string} digest */
    apiTokenByDigest: async (digest) => ask(() => store.apiTokenByDigest(issuer, digest)),
    /** @param {ApiTokenRecord} token */
    replaceApiToken: async (token) => ask(() => store.replaceApiToken(owned(token))),
    /** @param {{ owner?: string, after?: string, limit: number }} page */
    apiTokens: async (page) => {
      requireStorable(page.owner, page.after)
      return ask(() => store.apiTokens(issuer, page))
    },
    /** @param {string} owner @param {number} now */
    countApiTokens: async (owner, now) => ask(() => store.countApiTokens(issuer, storable(owner), now)),
    /** @param {import('./store.js').EndingPage} page */
    endingApiTokens: async (page) => ask(() => store.endingApiTokens(issuer, page)),
    /** @param {import('countersign').Proof} proof @param {number} now */
    rememberProof: async (proof, now) => ask(() => store.rememberProof(issuer, proof, now)),
    keyRing: async () => ask(async () => store.keyRing?.(issuer)),
    /** @param {import('./store.js').KeyRingRecord} ring */
    replaceKeyRing: async (ring) => ask(async () => store.replaceKeyRing?.(owned(ring))),
    close: async () => asked(timeout, () => store.close()),
  }
}

/** @param {string} text */
const storable = (text) => {
  requireStorable(text)
  return text
}

/** @template T @param {number} seconds @param {() => Promise<T>} work @returns {Promise<T>} */
const asked = async (seconds, work) => {
  try {
    return await within(seconds, work)
  } catch (cause) {
    if (cause instanceof TokenError && cause.code === 'ERR_OPTION_INVALID') throw cause
    throw new TokenError('ERR_STORE_UNAVAILABLE', 'the store is not available', { cause })
  }
}

/** @typedef {ReturnType<typeof guardedStore>} GuardedStore */
/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./store.js').Grant} Grant */
/** @typedef {import('./store.js').NewGrant} NewGrant */
/** @typedef {import('./store.js').ApiTokenRecord} ApiTokenRecord */
