export { OAuthError } from './oauth-error.js'
export { TokenService } from './token-service.js'

/** @typedef {import('./store.js').ApiTokenRecord} ApiTokenRecord */
/** @typedef {import('./store.js').Grant} Grant */
/** @typedef {import('./store.js').NewGrant} NewGrant */
/** @typedef {import('./store.js').Owner} Owner */
/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./store.js').SubjectType} SubjectType */
/** @typedef {import('./api-tokens.js').NewApiToken} NewApiToken */
/** @typedef {import('./identity.js').Wanted} Wanted */
/** @typedef {import('./events.js').TokenEvent} TokenEvent */
/** @typedef {import('./grant-request.js').GrantRequest} GrantRequest */
/** @typedef {import('./options.js').Identity} Identity */
/** @typedef {import('./options.js').ServiceOptions} ServiceOptions */
/** @typedef {import('./pairs.js').Pair} Pair */
