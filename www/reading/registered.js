// What the registered names mean, and where that is written.

/** Claim name → [meaning, specification]. */
export const CLAIMS = {
  iss: ['who issued the token', 'RFC 7519 §4.1.1'],
  sub: ['whom it is about', 'RFC 7519 §4.1.2'],
  aud: ['who is meant to accept it', 'RFC 7519 §4.1.3'],
  exp: ['not valid from this instant on', 'RFC 7519 §4.1.4'],
  nbf: ['not valid before this instant', 'RFC 7519 §4.1.5'],
  iat: ['when it was issued', 'RFC 7519 §4.1.6'],
  jti: ['its own unique name', 'RFC 7519 §4.1.7'],
  scope: ['what it permits', 'RFC 8693 §4.2'],
  client_id: ['the client it was issued to', 'RFC 8693 §4.3'],
  act: ['who acts on behalf of the subject', 'RFC 8693 §4.1'],
  may_act: ['who may act on behalf of the subject', 'RFC 8693 §4.4'],
  cnf: ['the key that its holder must prove to have', 'RFC 7800 §3.1'],
  status: ['where its revocation can be read', 'Token Status List'],
  roles: ['roles of the subject', 'RFC 9068 §2.2.3.1'],
  groups: ['groups of the subject', 'RFC 9068 §2.2.3.1'],
  entitlements: ['entitlements of the subject', 'RFC 9068 §2.2.3.1'],
  auth_time: ['when the subject last logged in', 'OpenID Connect §2'],
  nonce: ['ties it to one log-in', 'OpenID Connect §2'],
  acr: ['how strong the log-in was', 'OpenID Connect §2'],
  amr: ['how the subject logged in', 'OpenID Connect §2'],
  azp: ['the party it was issued to', 'OpenID Connect §2'],
  at_hash: ['hash of its access token', 'OpenID Connect §3.1.3.6'],
  sid: ['the log-in session', 'OpenID Connect Logout'],
  events: ['what it reports: this is not an access token', 'RFC 8417 §2.2'],
  htm: ['the HTTP method that this proof is for', 'RFC 9449 §4.2'],
  htu: ['the address that this proof is for', 'RFC 9449 §4.2'],
  ath: ['hash of the access token that it goes with', 'RFC 9449 §4.2'],
  name: ['full name of the subject', 'OpenID Connect §5.1'],
  email: ['e-mail address of the subject', 'OpenID Connect §5.1'],
  email_verified: ['whether that address was proven', 'OpenID Connect §5.1'],
}

/** Claims whose value is an instant. */
export const INSTANTS = new Set(['exp', 'nbf', 'iat', 'auth_time', 'updated_at'])

/** Header parameter → [meaning, specification]. */
export const PARAMETERS = {
  alg: ['how it says it is signed', 'RFC 7515 §4.1.1'],
  kid: ['which key it says signed it', 'RFC 7515 §4.1.4'],
  typ: ['what kind of token it is', 'RFC 7515 §4.1.9'],
  cty: ['what its payload is', 'RFC 7515 §4.1.10'],
  crit: ['extensions that must be understood', 'RFC 7515 §4.1.11'],
  jwk: ['a key of its own; never trusted', 'RFC 7515 §4.1.3'],
  jku: ['a URL of keys; never fetched', 'RFC 7515 §4.1.2'],
  x5u: ['a URL of certificates; never fetched', 'RFC 7515 §4.1.5'],
  x5c: ['certificates of its own; never trusted', 'RFC 7515 §4.1.6'],
  x5t: ['SHA-1 of a certificate', 'RFC 7515 §4.1.7'],
  'x5t#S256': ['SHA-256 of a certificate', 'RFC 7515 §4.1.8'],
  b64: ['whether the payload is encoded', 'RFC 7797 §3'],
  enc: ['how its content is encrypted', 'RFC 7516 §4.1.2'],
  zip: ['how its content is compressed', 'RFC 7516 §4.1.3'],
}

/** Algorithm name → what it is. */
export const ALGORITHMS = {
  EdDSA: 'Edwards-curve signature, here Ed25519 (RFC 8037)',
  Ed25519: 'Ed25519 signature, fully specified (RFC 9864)',
  RS256: 'RSA PKCS #1 v1.5 signature (RFC 7518)',
  PS256: 'RSA-PSS signature (RFC 7518)',
  ES256: 'ECDSA on P-256 (RFC 7518)',
  HS256: 'a shared secret: anyone who verifies can also issue (RFC 7518)',
  none: 'not signed at all (RFC 7518 §3.6)',
}

/** What each part of a compact token is. */
export const PARTS = {
  header: 'Header: how the token says it is signed, and with which key',
  payload: 'Payload: the claims. Encoded, not encrypted: anyone can read them',
  signature: 'Signature: if it verifies, it proves that header and payload are the issuer’s own',
  'encrypted key': 'Encrypted key: only the recipient can open it',
  iv: 'Initialization vector of the encryption',
  ciphertext: 'Ciphertext: readable with the recipient’s key only',
  tag: 'Authentication tag of the encryption',
  prefix: 'Prefix: says whose token this is, so that leaks can be found',
  random: 'Random: 256 bits; only their hash should be stored',
  checksum: 'Checksum: tells a mistyped token without asking the store',
}

/** Type of a token, in small letters → what it is. */
export const TYPES = {
  jwt: 'any kind of token',
  'at+jwt': 'an access token (RFC 9068)',
  'refresh+jwt': 'a refresh token: for its issuer alone, never for an API',
  'dpop+jwt': 'a DPoP proof: it accompanies an access token, and is not one itself (RFC 9449)',
  'logout+jwt': 'a logout token: for the client, never for an API',
  'secevent+jwt': 'a security event, not an access token (RFC 8417)',
  'statuslist+jwt': 'a status list: which tokens were revoked',
}
