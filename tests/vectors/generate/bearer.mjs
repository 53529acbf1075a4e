// RFC 6750 §2.1, RFC 9110 §11: what the value of an Authorization header may be. Null: there is no such header.
const TOKEN = 'eyJhbGciOiJFZERTQSJ9.e30.AAAA'

const token = (name, header, token = TOKEN) => ({ name, header, expect: 'valid', token })
const missing = (name, header) => ({ name, header, expect: 'ERR_CREDENTIALS_MISSING' })
const malformed = (name, header) => ({ name, header, expect: 'ERR_CREDENTIALS_MALFORMED' })

export const bearer = [
  token('the scheme and a token', `Bearer ${TOKEN}`),
  token('the scheme in lower case', `bearer ${TOKEN}`),
  token('the scheme in capitals', `BEARER ${TOKEN}`),
  token('several spaces', `Bearer   ${TOKEN}`),
  token('a token that is no JWT', 'Bearer cs_0123456789abcXYZ', 'cs_0123456789abcXYZ'),
  token('every character of a b64token', 'Bearer aZ09-._~+/==', 'aZ09-._~+/=='),
  missing('no header', null),
  missing('an empty header', ''),
  missing('the Basic scheme', 'Basic dXNlcjpwYXNz'),
  missing('the DPoP scheme', `DPoP ${TOKEN}`),
  missing('a scheme that begins like Bearer', `BearerX ${TOKEN}`),
  missing('a scheme that ends like Bearer', `XBearer ${TOKEN}`),
  missing('a token alone', TOKEN),
  missing('another scheme before Bearer', `Basic dXNlcjpwYXNz, Bearer ${TOKEN}`),
  malformed('the scheme alone', 'Bearer'),
  malformed('the scheme and a space', 'Bearer '),
  malformed('two tokens', `Bearer ${TOKEN} ${TOKEN}`),
  malformed('two tokens with a comma', `Bearer ${TOKEN},${TOKEN}`),
  malformed('two credentials with a comma', `Bearer ${TOKEN}, Bearer ${TOKEN}`),
  malformed('a parameter', `Bearer token="${TOKEN}"`),
  malformed('quotes around the token', `Bearer "${TOKEN}"`),
  malformed('an equals sign inside the token', 'Bearer a=b'),
  malformed('only equals signs', 'Bearer =='),
  malformed('a percent sign', 'Bearer a%20b'),
  malformed('an asterisk', 'Bearer a*b'),
  malformed('a letter that is not ASCII', 'Bearer é'),
  malformed('a newline inside the token', 'Bearer a\nb'),
  malformed('a NUL inside the token', 'Bearer a\0b'),
  malformed('a colon after the token', `Bearer ${TOKEN}:`),
]

const TOKEN_ERRORS = [
  'TOKEN_MALFORMED', 'TOKEN_TOO_LARGE', 'ALGORITHM_NOT_ALLOWED', 'CRITICAL_HEADER', 'KEY_UNKNOWN', 'KEY_AMBIGUOUS', 'SIGNATURE_INVALID',
  'CLAIM_MALFORMED', 'CLAIM_MISSING', 'TYPE_MISMATCH', 'ISSUER_MISMATCH', 'AUDIENCE_MISMATCH', 'SUBJECT_MISMATCH', 'TOKEN_EXPIRED',
  'TOKEN_NOT_YET_VALID', 'TOKEN_TOO_OLD', 'TOKEN_REVOKED', 'TOKEN_REUSED',
]
const NO_CHALLENGE = { KEYS_UNAVAILABLE: 503, SIGNER_UNAVAILABLE: 503, STORE_UNAVAILABLE: 503, KEY_INVALID: 500, KEY_SET_INVALID: 500, OPTION_INVALID: 500 }
const challenge = (name, code, status, challenge, more) => ({ name, code: `ERR_${code}`, message: 'it is so', status, challenge, ...more })

/** The WWW-Authenticate value of each error (RFC 6750 §3): that of the message, scope and realm given; null where there is none. */
export const challenges = [
  challenge('no credentials', 'CREDENTIALS_MISSING', 401, 'Bearer'),
  challenge('no credentials in a realm', 'CREDENTIALS_MISSING', 401, 'Bearer realm="api"', { realm: 'api' }),
  challenge('malformed credentials', 'CREDENTIALS_MALFORMED', 400, 'Bearer error="invalid_request", error_description="it is so"'),
  ...TOKEN_ERRORS.map((code) => challenge(code, code, 401, 'Bearer error="invalid_token", error_description="it is so"')),
  challenge('an expired token in a realm', 'TOKEN_EXPIRED', 401, 'Bearer realm="api", error="invalid_token", error_description="it is so"', { realm: 'api' }),
  challenge('too little scope', 'SCOPE_INSUFFICIENT', 403, 'Bearer error="insufficient_scope", error_description="it is so", scope="read write"', { scope: 'read write' }),
  challenge('a bound token without a proof', 'PROOF_REQUIRED', 401, 'DPoP error="invalid_token", error_description="it is so", algs="EdDSA Ed25519"'),
  challenge('a bound token without a proof, in a realm', 'PROOF_REQUIRED', 401, 'DPoP realm="api", error="invalid_token", error_description="it is so", algs="EdDSA Ed25519"', { realm: 'api' }),
  challenge('a proof of another key than the token is bound to', 'PROOF_KEY_MISMATCH', 401, 'DPoP error="invalid_token", error_description="it is so", algs="EdDSA Ed25519"'),
  challenge('a proof without a nonce', 'PROOF_NONCE_REQUIRED', 401, 'DPoP error="use_dpop_nonce", error_description="it is so", algs="EdDSA Ed25519"'),
  ...['PROOF_INVALID', 'PROOF_MISSING', 'PROOF_REPLAYED'].map((code) => challenge(code, code, 401, 'DPoP error="invalid_dpop_proof", error_description="it is so", algs="EdDSA Ed25519"')),
  challenge('no credentials, and where to get some', 'CREDENTIALS_MISSING', 401, 'Bearer scope="read write", resource_metadata="https://api.example/.well-known/oauth-protected-resource"', { scope: 'read write', resource_metadata: 'https://api.example/.well-known/oauth-protected-resource' }),
  challenge('a bad token, and where to get another', 'TOKEN_EXPIRED', 401, 'Bearer realm="api", error="invalid_token", error_description="it is so", resource_metadata="https://api.example/m"', { realm: 'api', scope: 'read', resource_metadata: 'https://api.example/m' }),
  challenge('a bound token without a proof, and where to read on', 'PROOF_REQUIRED', 401, 'DPoP error="invalid_token", error_description="it is so", resource_metadata="https://api.example/m", algs="EdDSA Ed25519"', { resource_metadata: 'https://api.example/m' }),
  challenge('an outage says nothing of metadata', 'KEYS_UNAVAILABLE', 503, null, { resource_metadata: 'https://api.example/m' }),
  challenge('quotes and line ends in a message', 'TOKEN_EXPIRED', 401, `Bearer error="invalid_token", error_description="a'b'c''d'e"`, { message: 'a"b\\c\r\ndée' }),
  challenge('quotes in a realm', 'CREDENTIALS_MISSING', 401, `Bearer realm="a'b"`, { realm: 'a"b' }),
  ...Object.entries(NO_CHALLENGE).map(([code, status]) => challenge(code, code, status, null, { realm: 'api' })),
]
