/**
 * What happened to a grant or an API token, for the audit log. Nothing in it is secret.
 *
 * `denied`: wrong credentials, of a user (`grant`) or of a client. `reused`: a refresh token came back that should not exist any more, and its grant was
 * revoked because of it. `published`, `rotated` (it signs from now on), `dropped`: a key of
 * a ring in the store. `expiring`: an API token expires within seven days; `sweep` says so once.
 *
 * @typedef {object} TokenEvent
 * @property {'issued' | 'refreshed' | 'replayed' | 'reused' | 'rerolled' | 'revoked' | 'imported' | 'expiring' | 'denied' | 'published' | 'rotated' | 'dropped'} type
 * @property {'grant' | 'api-token' | 'client' | 'key'} kind
 * @property {number} at in seconds
 * @property {string} [id] of the grant or the API token, or the `kid` of the key
 * @property {string} [subject] whom it speaks for
 * @property {import('./store/store.js').SubjectType} [subjectType] what that is: a user and an application may have one name
 * @property {number} [expires] of an `expiring` one, in seconds
 */

/**
 * Tells `onEvent`, whose failure is not the client's.
 *
 * @param {{ onEvent: (event: TokenEvent) => unknown, now: () => number }} options
 * @returns {Emit}
 */
export function emitter({ onEvent, now }) {
  return (type, kind, { id, subject, subjectType, expires } = {}) => {
    try {
      const told = onEvent(Object.freeze({ type, kind, at: now(), id, subject, subjectType, ...(type === 'expiring' && { expires }) }))
      if (told instanceof Promise) told.catch(() => {})
    } catch {
      // An audit log that fails must not undo a revocation that is already stored.
    }
  }
}

/** @typedef {(type: TokenEvent['type'], kind: TokenEvent['kind'], about?: Pick<TokenEvent, 'id' | 'subject' | 'subjectType' | 'expires'>) => void} Emit */
