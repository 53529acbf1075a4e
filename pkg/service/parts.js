import { ApiTokens } from './api-tokens/api-tokens.js'
import { Exchanges } from './api-tokens/exchanges.js'
import { Ending } from './ending.js'
import { emitter } from './events.js'
import { Grants } from './grants/grants.js'
import { guardedStore } from './store/guarded-store.js'
import { serviceKeys } from './keys/service-keys.js'
import { serviceOptions } from './options.js'
import { Owners } from './owners/owners.js'
import { PairReader } from './grants/pair-reader.js'
import { Pairs } from './grants/pairs.js'
import { StatusLists } from './status/status-lists.js'
import { TokenProofs } from './dpop/token-proofs.js'

/**
 * What a service consists of, each part with those that it uses.
 *
 * @param {import('./options.js').ServiceOptions} options
 * @returns {Parts}
 */
export function assemble(options) {
  const settings = serviceOptions(options)
  const { issuer, key, now, storeTimeout: timeout } = settings
  const store = guardedStore(settings.store, { issuer, kids: key.map(({ kid }) => kid), timeout, now })
  const emit = emitter(settings)
  const keys = serviceKeys({ settings, store, emit })
  const owners = new Owners(settings)
  const proofs = new TokenProofs({ settings, store, keys })
  const reader = new PairReader({ settings, keys, proofs })
  const pairs = new Pairs(settings, keys)
  const lists = new StatusLists({ settings, store, keys })
  const apiTokens = new ApiTokens({ settings, store, emit, owners })
  const exchanges = new Exchanges({ settings, store, apiTokens })
  const grants = new Grants({ settings, store, keys, emit, owners, pairs, reader, lists, apiTokens, exchanges })
  const parts = { settings, store, keys, emit, owners, proofs, pairs, reader, lists, apiTokens, exchanges, grants }
  return { ...parts, ending: new Ending(parts) }
}

/**
 * @typedef {object} Parts
 * @property {import('./options.js').Settings} settings
 * @property {import('./store/guarded-store.js').GuardedStore} store
 * @property {import('./keys/service-keys.js').ServiceKeys} keys
 * @property {ReturnType<typeof emitter>} emit
 * @property {Owners} owners
 * @property {TokenProofs} proofs
 * @property {Pairs} pairs
 * @property {PairReader} reader
 * @property {StatusLists} lists
 * @property {ApiTokens} apiTokens
 * @property {Exchanges} exchanges
 * @property {Grants} grants
 * @property {Ending} ending
 */
