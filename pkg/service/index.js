export { OAuthError } from './oauth-error.js'
export { TokenService } from './token-service.js'

/** @typedef {import('./store/store.js').ApiTokenRecord} ApiTokenRecord */
/** @typedef {import('./store/store.js').Grant} Grant */
/** @typedef {import('./keys/ring-options.js').KeyRingOptions} KeyRingOptions */
/** @typedef {import('./store/store.js').KeyRingRecord} KeyRingRecord */
/** @typedef {import('./store/store.js').NewGrant} NewGrant */
/** @typedef {import('./store/store.js').Owner} Owner */
/** @typedef {import('./store/store.js').Store} Store */
/** @typedef {import('./store/store.js').SubjectType} SubjectType */
/** @typedef {import('./api-tokens/api-tokens.js').NewApiToken} NewApiToken */
/** @typedef {import('./api-tokens/wanted.js').Wanted} Wanted */
/** @typedef {import('./api-tokens/formats.js').Format} Format */
/** @typedef {import('./api-tokens/imported.js').ImportedApiToken} ImportedApiToken */
/** @typedef {import('./events.js').TokenEvent} TokenEvent */
/** @typedef {import('./grants/grant-request.js').GrantRequest} GrantRequest */
/** @typedef {import('./dpop/options.js').DpopServiceOptions} DpopServiceOptions */
/** @typedef {import('./service-options.js').Identity} Identity */
/** @typedef {import('./service-options.js').ServiceOptions} ServiceOptions */
/** @typedef {import('./service-options.js').OwnerAnswer} OwnerAnswer */
/** @typedef {import('./token-service.js').ServiceProfile} ServiceProfile */
/** @typedef {import('./grants/pairs.js').Pair} Pair */
