export { OAuthError } from './oauth-error.js'
export { TokenService } from './token-service.js'

/** @typedef {import('./store/store.js').ApiTokenRecord} ApiTokenRecord */
/** @typedef {import('./store/store.js').Grant} Grant */
/** @typedef {import('./store/store.js').NewGrant} NewGrant */
/** @typedef {import('./store/store.js').Owner} Owner */
/** @typedef {import('./store/store.js').Store} Store */
/** @typedef {import('./store/store.js').SubjectType} SubjectType */
/** @typedef {import('./api-tokens/api-tokens.js').NewApiToken} NewApiToken */
/** @typedef {import('./identity.js').Wanted} Wanted */
/** @typedef {import('./events.js').TokenEvent} TokenEvent */
/** @typedef {import('./grants/grant-request.js').GrantRequest} GrantRequest */
/** @typedef {import('./options.js').Identity} Identity */
/** @typedef {import('./options.js').ServiceOptions} ServiceOptions */
/** @typedef {import('./grants/pairs.js').Pair} Pair */
