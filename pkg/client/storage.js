/**
 * Keeps a refresh token. It is a secret: a file that only its user may read, a keychain, …
 *
 * @typedef {object} RefreshTokenStorage
 * @property {() => Promise<string | null | undefined> | string | null | undefined} load what `save` was last given
 * @property {(token: string | undefined) => unknown} save undefined: it is of no use any more
 */

export {}
