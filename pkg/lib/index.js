/// <reference lib="esnext.disposable" preserve="true" />

export { ApiToken } from './session/api-token.js'
export { beyondAuthority, boundedAuthority } from './session/authority.js'
export { bearerToken } from './http/bearer.js'
export { decode } from './jws/decode.js'
export { inspect } from './inspect.js'
export { issueProof } from './dpop/issue-proof.js'
export { Issuer, issue } from './token/issuer.js'
export { issueWithSigner } from './remote/issue-with-signer.js'
export { KeySet } from './keys/key-set.js'
export { beginRefresh, presentRefresh } from './session/refresh.js'
export { ProofVerifier } from './dpop/proof-verifier.js'
export { ReplayMemory } from './dpop/replay-memory.js'
export { RemoteKeySet } from './remote/key-set.js'
export { RemoteStatusList } from './remote/status-list.js'
export { SigningKey } from './keys/signing-key.js'
export { StatusList } from './session/status-list.js'
export { TokenError } from './error.js'
export { Verifier } from './token/verifier.js'
export { verify } from './token/verify.js'

/** @typedef {import('./session/api-token.js').ApiTokenState} ApiTokenState */
/** @typedef {import('./session/api-token.js').Rerolled} Rerolled */
/** @typedef {import('./session/authority.js').Authority} Authority */
/** @typedef {import('./http/bearer.js').Credentials} Credentials */
/** @typedef {import('./dpop/proof-check.js').DpopOptions} DpopOptions */
/** @typedef {import('./jws/header.js').Header} Header */
/** @typedef {import('./inspect.js').Inspection} Inspection */
/** @typedef {import('./token/issuer.js').IssueOptions} IssueOptions */
/** @typedef {import('./token/trusted-issuers.js').IssuerTrust} IssuerTrust */
/** @typedef {import('./keys/key-set.js').Jwks} Jwks */
/** @typedef {import('./keys/key-source.js').KeySource} KeySource */
/** @typedef {import('./token/policy.js').Policy} Policy */
/** @typedef {import('./jws/claims.js').Claims} Claims */
/** @typedef {import('./session/refresh.js').RefreshOutcome} RefreshOutcome */
/** @typedef {import('./session/refresh.js').RefreshRecord} RefreshRecord */
/** @typedef {import('./dpop/replays.js').Proof} Proof */
/** @typedef {import('./dpop/issue-proof.js').ProofOptions} ProofOptions */
/** @typedef {Partial<import('./remote/options.js').RemoteOptions>} RemoteOptions */
/** @typedef {import('./dpop/replays.js').Replays} Replays */
/** @typedef {import('./remote/issue-with-signer.js').Signer} Signer */
/** @typedef {import('./token/revocation.js').Revocation} Revocation */
/** @typedef {import('./keys/signing-key.js').Jwk} Jwk */
/** @typedef {import('./error.js').ChallengeParameters} ChallengeParameters */
/** @typedef {import('./error.js').TokenErrorCode} TokenErrorCode */
/** @typedef {import('./keys/fixed-keys.js').Keys} Keys */
/**
 * @template [C=import('./jws/claims.js').Claims]
 * @typedef {import('./jws/decode.js').DecodedToken<C>} Decoded
 */
/**
 * @template [C=import('./jws/claims.js').Claims]
 * @typedef {import('./token/verified-token.js').VerifiedToken<C>} VerifiedToken
 */
