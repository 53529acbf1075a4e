// For each code, what the person in front of the page can do about it.

/** Code → one or two sentences. */
export const ADVICE = {
  ERR_ALGORITHM_NOT_ALLOWED: 'Verify it where its algorithm is expected, or have it issued with an Ed25519 key. Here it can only be read.',
  ERR_AUDIENCE_MISMATCH: 'It was issued for somebody else. Ask the issuer for a token whose aud names this API, or correct the audience the verifier expects.',
  ERR_CLAIM_MALFORMED: 'The issuer wrote a registered claim in the wrong form; NumericDate, for one, is a number of seconds, not a string and not milliseconds.',
  ERR_CLAIM_MISSING: 'The verifier requires this claim. Have the issuer set it, or say in the policy that it is optional.',
  ERR_CRITICAL_HEADER: 'The issuer demands an extension that must be understood or refused. Issue without crit.',
  ERR_ISSUER_MISMATCH: 'Compare character by character: a trailing slash, http for https or another tenant makes a different issuer.',
  ERR_KEY_AMBIGUOUS: 'Have the issuer set kid, or give a set with the one right key.',
  ERR_KEY_INVALID: 'Give the issuer’s Ed25519 key as a JWK, a JWKS or SPKI PEM.',
  ERR_KEY_SET_INVALID: 'Give the issuer’s public keys, as its jwks_uri shows them.',
  ERR_KEY_UNKNOWN: 'The key was rotated away, the key set is stale, or the token is another issuer’s. Fetch the key set again and compare the kid.',
  ERR_OPTION_INVALID: 'Correct the field named above.',
  ERR_PROOF_REQUIRED: 'It is worth something only together with a proof of its key: send it by the scheme DPoP with a DPoP header, or have the issuer leave out cnf.',
  ERR_SCOPE_INSUFFICIENT: 'The token is genuine but not strong enough: request it again with the scope required.',
  ERR_SIGNATURE_INVALID: 'Something changed after signing, or the key is not the one that signed. Copying errors and edited claims both look like this.',
  ERR_SUBJECT_MISMATCH: 'The token is about somebody else.',
  ERR_TOKEN_EXPIRED: 'Renew it with the refresh token or log in again. If it expired too soon, compare the clocks.',
  ERR_TOKEN_MALFORMED: 'Copy it again, whole: a missing character, a line break or an added quote is enough. If it is whole, its issuer writes it wrongly.',
  ERR_TOKEN_NOT_YET_VALID: 'Wait, or compare the clocks of issuer and verifier; a few seconds of leeway bridge the difference.',
  ERR_TOKEN_REUSED: 'A one-time token came twice: treat it as stolen.',
  ERR_TOKEN_REVOKED: 'It was withdrawn. Log in again.',
  ERR_TOKEN_TOO_LARGE: 'Put less into the token; headers over 8 KB are refused by many servers as well.',
  ERR_TOKEN_TOO_OLD: 'Issued longer ago than the verifier accepts. Log in again.',
  ERR_TYPE_MISMATCH: 'A token of another kind, such as a refresh or ID token, is not an access token. Send the right one, or set the type the verifier expects.',
}
