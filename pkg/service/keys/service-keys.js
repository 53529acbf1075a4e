import { KeyRing } from './key-ring.js'
import { StoredKeyRing } from './stored-key-ring.js'

/**
 * The keys of a service: those that it was given, or a ring in its store.
 *
 * @param {{ settings: import('../options.js').Settings, store: import('../store/guarded-store.js').GuardedStore, emit: import('../events.js').Emit }} parts
 * @returns {ServiceKeys}
 */
export function serviceKeys({ settings, store, emit }) {
  const { keyRing } = settings
  return keyRing === undefined ? new KeyRing(settings) : new StoredKeyRing({ settings: { ...settings, keyRing }, store, emit })
}

/** @typedef {KeyRing | StoredKeyRing} ServiceKeys */
