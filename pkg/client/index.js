export { ClientError } from './client-error.js'
export { RenewalError } from './session/renewal-error.js'
export { TokenClient } from './token-client.js'

/** @typedef {import('./options.js').ClientOptions} ClientOptions */
/** @typedef {import('./options.js').Credentials} Credentials */
/** @typedef {import('./storage.js').RefreshTokenStorage} RefreshTokenStorage */
