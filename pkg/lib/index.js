/// <reference lib="esnext.disposable" preserve="true" />

export { ApiToken } from './api-token.js'
export { bearerToken } from './authenticate.js'
export { decode } from './decode.js'
export { inspect } from './inspect.js'
export { Issuer, issue } from './issuer.js'
export { KeySet } from './key-set.js'
export { beginRefresh, presentRefresh } from './refresh.js'
export { RemoteKeySet } from './remote-key-set.js'
export { RemoteStatusList } from './remote-status-list.js'
export { SigningKey } from './signing-key.js'
export { StatusList } from './status-list.js'
export { TokenError } from './token-error.js'
export { Verifier } from './verifier.js'
export { verify } from './verify.js'

/** @typedef {import('./api-token.js').ApiTokenState} ApiTokenState */
/** @typedef {import('./api-token.js').Rerolled} Rerolled */
/** @typedef {import('./authenticate.js').Credentials} Credentials */
/** @typedef {import('./header.js').Header} Header */
/** @typedef {import('./inspect.js').Inspection} Inspection */
/** @typedef {import('./issuer.js').IssueOptions} IssueOptions */
/** @typedef {import('./issuers.js').IssuerTrust} IssuerTrust */
/** @typedef {import('./key-set.js').Jwks} Jwks */
/** @typedef {import('./key-source.js').KeySource} KeySource */
/** @typedef {import('./policy.js').Policy} Policy */
/** @typedef {import('./result.js').Claims} Claims */
/** @typedef {import('./refresh.js').Presented} Presented */
/** @typedef {import('./refresh.js').RefreshRecord} RefreshRecord */
/** @typedef {Partial<import('./remote-options.js').RemoteOptions>} RemoteOptions */
/** @typedef {import('./revocation.js').Revocation} Revocation */
/** @typedef {import('./signing-key.js').Jwk} Jwk */
/** @typedef {import('./token-error.js').TokenErrorCode} TokenErrorCode */
/** @typedef {import('./verifier.js').Keys} Keys */
/**
 * @template [C=import('./result.js').Claims]
 * @typedef {import('./decode.js').DecodedToken<C>} Decoded
 */
/**
 * @template [C=import('./result.js').Claims]
 * @typedef {import('./result.js').Result<C>} Result
 */
