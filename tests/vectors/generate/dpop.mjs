// RFC 9449 §4.3, item by item: what makes a DPoP proof good for one request, one token and one moment.
import { createHash } from 'node:crypto'
import { base64url, EC, K1, K2, RSA } from './keys.mjs'
import { CLAIMS, HEADER, NOW, spelled, text, token } from './token.mjs'

const digest = (data) => base64url(createHash('sha256').update(data).digest())
const publicJwk = ({ jwk: { kty, crv, x } }) => ({ kty, crv, x })
const thumbprint = (key) => digest(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x: key.jwk.x }))
const boundTo = (cnf) => token(HEADER, { ...CLAIMS, cnf }, K1)

/** The client's key is k2; the token, which k1 signed, is bound to it. */
const TOKEN = boundTo({ jkt: thumbprint(K2) })
const PROOF_HEADER = { typ: 'dpop+jwt', alg: 'EdDSA', jwk: publicJwk(K2) }
const REQUEST = { method: 'POST', url: 'https://api.example/orders/7' }
const PROOF_CLAIMS = { jti: 'e1j3V_bKic8-LAEB', htm: REQUEST.method, htu: REQUEST.url, iat: NOW, ath: digest(TOKEN) }

/** What holds for a case that does not say otherwise. */
export const DPOP_HEAD = {
  now: NOW,
  policy: { issuer: CLAIMS.iss, audience: CLAIMS.aud },
  keys: { keys: [K1.jwk] },
  request: REQUEST,
  token: TOKEN,
  thumbprint: thumbprint(K2),
}

const proof = (header, claims, key = K2) => token({ ...PROOF_HEADER, ...header }, typeof claims === 'string' ? claims : { ...PROOF_CLAIMS, ...claims }, key)
const headed = (changes, key) => proof(changes, {}, key)
const claimed = (changes, key) => proof({}, changes, key)
const good = proof({}, {})
const [goodHeader, goodClaims, goodSignature] = good.split('.')

const valid = (name, made, more) => ({ name, proof: made, expect: 'valid', ...more })
const invalid = (name, made, more) => ({ name, proof: made, expect: 'ERR_PROOF_INVALID', ...more })
const wrong = (claim) => (name, made, more) => invalid(name, made, { claim, ...more })
const [htm, htu, iat, jti, ath] = ['htm', 'htu', 'iat', 'jti', 'ath'].map(wrong)
const mismatch = (name, made, more) => ({ name, proof: made, expect: 'ERR_PROOF_KEY_MISMATCH', claim: 'cnf', ...more })
const nonceWanted = (name, made, more) => ({ name, proof: made, expect: 'ERR_PROOF_NONCE_REQUIRED', claim: 'nonce', ...more })

// Item 1: exactly one header. A second one is joined to the first by a comma.
const headers = [
  valid('a proof', good),
  valid('a proof by the name of RFC 9864', headed({ alg: 'Ed25519' })),
  { name: 'no proof at all', proof: null, expect: 'ERR_PROOF_MISSING' },
  { name: 'an empty DPoP header', proof: '', expect: 'ERR_PROOF_MISSING' },
  invalid('the same proof twice', `${good}, ${good}`),
  invalid('two proofs without a space', `${good},${claimed({ jti: 'b' })}`),
  invalid('a comma after the proof', `${good},`),
]

// Item 2: a single well-formed JWT.
const spelling = [
  invalid('one part', 'proof'),
  invalid('two parts', `${goodHeader}.${goodClaims}`),
  invalid('four parts', `${good}.${goodSignature}`),
  invalid('five parts', `${good}.a.b`),
  invalid('padding', `${good}=`),
  invalid('trailing bits in the signature', `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : String.fromCharCode(good.charCodeAt(good.length - 1) + 1)}`),
  invalid('a payload that is no JSON', proof({}, 'proof')),
  invalid('a payload that is an array', proof({}, '[]')),
  invalid('a header that is no JSON', spelled(base64url('proof'), goodClaims, K2)),
  invalid('a claim twice', proof({}, text(PROOF_CLAIMS, '"htm":"GET"'))),
  invalid('a header parameter twice', token(text(PROOF_HEADER, '"typ":"JWT"'), PROOF_CLAIMS, K2)),
  invalid('a lone surrogate', proof({}, text(PROOF_CLAIMS, '"x":"\\ud800"'))),
  invalid('nesting to a depth of 33', proof({}, text(PROOF_CLAIMS, `"x":${'['.repeat(32)}${']'.repeat(32)}`))),
  invalid('8193 bytes, cut off', claimed({ x: 'x'.repeat(8193) }).slice(0, 8193)),
  valid('6 KB of a good proof', claimed({ x: 'x'.repeat(4096) })),
]

// Item 3: all claims are there.
const presence = [
  jti('jti absent', claimed({ jti: undefined })),
  htm('htm absent', claimed({ htm: undefined })),
  htu('htu absent', claimed({ htu: undefined })),
  iat('iat absent', claimed({ iat: undefined })),
  ath('ath absent', claimed({ ath: undefined })),
  ...[1, null, {}, ['a']].flatMap((value) => [
    jti(`jti ${JSON.stringify(value)}`, claimed({ jti: value })),
    htm(`htm ${JSON.stringify(value)}`, claimed({ htm: value })),
    htu(`htu ${JSON.stringify(value)}`, claimed({ htu: value })),
    ath(`ath ${JSON.stringify(value)}`, claimed({ ath: value })),
  ]),
  jti('jti empty', claimed({ jti: '' })),
  ...[`${NOW}`, null, true, [NOW], -1, NOW * 1000].map((value) => iat(`iat ${JSON.stringify(value)}`, claimed({ iat: value }))),
  valid('claims of its own', claimed({ x: { y: [1] } })),
]

// Items 4 to 7: type, algorithm, signature, key.
const signing = [
  ...[undefined, 'JWT', 'at+jwt', 'dpop', 'dpop+jwt ', '', 'application/dpop', 'text/dpop+jwt'].map((typ) => invalid(`typ ${JSON.stringify(typ) ?? 'absent'}`, headed({ typ }))),
  invalid('typ a number', headed({ typ: 1 })),
  valid('typ as a media type in another case', headed({ typ: 'application/DPoP+JWT' })),
  ...['none', 'HS256', 'ES256', 'RS256', 'Ed448', 'eddsa', 'ED25519', ''].map((alg) => invalid(`alg ${JSON.stringify(alg)}`, headed({ alg }))),
  invalid('alg absent', headed({ alg: undefined })),
  invalid('alg none without a signature', `${headed({ alg: 'none' }).split('.').slice(0, 2).join('.')}.`),
  invalid('crit', headed({ crit: ['exp'] })),
  invalid('b64', headed({ b64: true })),
  invalid('jwk absent', headed({ jwk: undefined })),
  invalid('jwk absent, and a kid that the server knows', headed({ jwk: undefined, kid: 'k1' }, K1)),
  invalid('jwk a string', headed({ jwk: JSON.stringify(publicJwk(K2)) })),
  invalid('jwk null', headed({ jwk: null })),
  invalid('jwk empty', headed({ jwk: {} })),
  invalid('jwk private', headed({ jwk: { ...publicJwk(K2), d: base64url(K2.seed) } })),
  invalid('jwk private, though d is null', headed({ jwk: { ...publicJwk(K2), d: null } })),
  invalid('jwk of P-256', headed({ jwk: EC })),
  invalid('jwk of RSA', headed({ jwk: RSA })),
  invalid('jwk of X25519', headed({ jwk: { ...publicJwk(K2), crv: 'X25519' } })),
  invalid('jwk of kty EC with the right x', headed({ jwk: { ...publicJwk(K2), kty: 'EC' } })),
  invalid('jwk symmetric', headed({ jwk: { kty: 'oct', k: K2.jwk.x } })),
  invalid('jwk of small order', headed({ jwk: { ...publicJwk(K2), x: base64url(Buffer.from([1, ...Buffer.alloc(31)])) } })),
  invalid('jwk of small order, with the signature that anybody can make', smallOrder()),
  invalid('jwk with x that is not canonical', headed({ jwk: { ...publicJwk(K2), x: base64url(Buffer.from([0xee, ...Buffer.alloc(30, 255), 0x7f])) } })),
  invalid('jwk with x of 31 bytes', headed({ jwk: { ...publicJwk(K2), x: base64url(K2.encoding.subarray(1)) } })),
  invalid('jwk with padding', headed({ jwk: { ...publicJwk(K2), x: `${K2.jwk.x}=` } })),
  invalid('jwk for encryption', headed({ jwk: { ...publicJwk(K2), use: 'enc' } })),
  invalid('jwk for signing alone', headed({ jwk: { ...publicJwk(K2), key_ops: ['sign'] } })),
  invalid('jwk for another algorithm', headed({ jwk: { ...publicJwk(K2), alg: 'ES256' } })),
  valid('jwk with a kid, its algorithm and its use', headed({ jwk: { ...publicJwk(K2), kid: 'mine', alg: 'EdDSA', use: 'sig' } })),
  invalid('signed by another key than jwk', proof({}, {}, K1)),
  invalid('a changed claim', `${goodHeader}.${claimed({ jti: 'other' }).split('.')[1]}.${goodSignature}`),
  invalid('a signature of 63 bytes', `${goodHeader}.${goodClaims}.${base64url(Buffer.from(goodSignature, 'base64url').subarray(1))}`),
  invalid('no signature', `${goodHeader}.${goodClaims}.`),
  invalid('a bad signature over wrong claims', claimed({ htm: 'GET' }, K1)),
]

// Item 8: the method, which has a case (RFC 9110 §9.1).
const methods = [
  htm('the proof of another method', claimed({ htm: 'GET' })),
  htm('the method in lower case', claimed({ htm: 'post' })),
  htm('the method with a space', claimed({ htm: 'POST ' })),
  htm('an empty method', claimed({ htm: '' })),
  valid('a method of its own', claimed({ htm: 'PURGE' }), { request: { ...REQUEST, method: 'PURGE' } }),
]

// Item 9: the URL without query and fragment, normalised by syntax and scheme (RFC 3986 §6.2.2, §6.2.3).
const at = (name, claim, url) => valid(name, claimed({ htu: claim }), url && { request: { ...REQUEST, url } })
const notAt = (name, claim, url) => htu(name, claimed({ htu: claim }), url && { request: { ...REQUEST, url } })
const urls = [
  at('a query and a fragment of the request', 'https://api.example/orders/7', 'https://api.example/orders/7?page=2#end'),
  at('a query of htu', 'https://api.example/orders/7?page=2'),
  at('a fragment of htu', 'https://api.example/orders/7#/../8'),
  at('another query', 'https://api.example/orders/7?a=1', 'https://api.example/orders/7?b=2'),
  at('scheme and host in capitals', 'HTTPS://API.EXAMPLE/orders/7'),
  at('the default port of https', 'https://api.example:443/orders/7'),
  at('an empty port', 'https://api.example:/orders/7'),
  at('the default port of http', 'http://localhost:80/', 'http://localhost/'),
  at('another port', 'https://api.example:8443/orders/7', 'https://api.example:8443/orders/7'),
  at('no path', 'https://api.example', 'https://api.example/'),
  at('no path, but a query', 'https://api.example?a', 'https://api.example/'),
  at('dot segments', 'https://api.example/x/../orders/./7'),
  at('dot segments above the root', 'https://api.example/../../orders/7'),
  at('dot segments that are percent-encoded', 'https://api.example/x/%2e%2E/orders/7'),
  at('a dot segment at the end', 'https://api.example/orders/7/.', 'https://api.example/orders/7/'),
  at('unreserved characters percent-encoded', 'https://api.example/%6frders/%37'),
  at('percent-encoding in the other case', 'https://api.example/a%2fb', 'https://api.example/a%2Fb'),
  at('an IPv6 address', 'http://[2001:DB8::1]:8080/', 'http://[2001:db8::1]:8080/'),
  notAt('another path', 'https://api.example/orders/8'),
  notAt('the path in capitals', 'https://api.example/ORDERS/7'),
  notAt('a slash more', 'https://api.example/orders/7/'),
  notAt('two slashes', 'https://api.example//orders/7'),
  notAt('a path that begins like it', 'https://api.example/orders/'),
  notAt('a slash that is percent-encoded', 'https://api.example/orders%2F7'),
  notAt('another scheme', 'http://api.example/orders/7'),
  notAt('another host', 'https://evil.example/orders/7'),
  notAt('a host that ends like it', 'https://evil-api.example/orders/7'),
  notAt('a host that begins like it', 'https://api.example.evil.example/orders/7'),
  notAt('a dot after the host', 'https://api.example./orders/7'),
  notAt('another port in htu', 'https://api.example:8443/orders/7'),
  notAt('the default port of the other scheme', 'https://api.example:80/orders/7'),
  notAt('a port out of range', 'https://api.example:65979/orders/7'),
  notAt('a port that is no number', 'https://api.example:+443/orders/7'),
  notAt('a user in front of the host', 'https://api.example@evil.example/orders/7'),
  notAt('a user in front of the right host', 'https://user@api.example/orders/7'),
  notAt('a backslash for the host', 'https://evil.example\\@api.example/orders/7'),
  notAt('a path without a host', '/orders/7'),
  notAt('no scheme', '//api.example/orders/7'),
  notAt('another kind of URL', 'urn:api.example/orders/7'),
  notAt('a scheme that is not http', 'ftp://api.example/orders/7'),
  notAt('no host', 'https:///orders/7'),
  notAt('a space', 'https://api.example/orders/7 '),
  notAt('a line end', 'https://api.example/orders/7\n'),
  notAt('characters beyond ASCII', 'https://api.examplé/orders/7'),
  notAt('a broken percent-encoding', 'https://api.example/orders/7%', 'https://api.example/orders/7%'),
  notAt('an empty htu', ''),
]

// Item 10: the server's nonce, where it demands one (§8, §9).
const nonces = ['n-0S6_WzA2Mj', 'n-older']
const nonced = [
  valid('a nonce of the server', claimed({ nonce: nonces[0] }), { nonces }),
  valid('the nonce before that', claimed({ nonce: nonces[1] }), { nonces }),
  nonceWanted('no nonce', claimed({}), { nonces }),
  nonceWanted('another nonce', claimed({ nonce: 'n-other' }), { nonces }),
  nonceWanted('an empty nonce', claimed({ nonce: '' }), { nonces }),
  nonceWanted('no nonce is good any more', claimed({ nonce: nonces[0] }), { nonces: [] }),
  invalid('a nonce that is no string', claimed({ nonce: [nonces[0]] }), { nonces, claim: 'nonce' }),
  invalid('a nonce that is no string and that nobody asked for', claimed({ nonce: 1 }), { claim: 'nonce' }),
  valid('a nonce that nobody asked for', claimed({ nonce: 'mine' })),
]

// Item 11: made within the window.
const instants = [
  valid('made at the beginning of the window', claimed({ iat: NOW - 60 })),
  valid('made at the end of the window', claimed({ iat: NOW + 60 })),
  iat('made before the window', claimed({ iat: NOW - 61 })),
  iat('made after the window', claimed({ iat: NOW + 61 })),
  iat('made a fraction of a second before the window', claimed({ iat: NOW - 60.5 })),
  valid('made within a window of 300 seconds', claimed({ iat: NOW - 300 }), { window: 300 }),
  iat('made before a window of 300 seconds', claimed({ iat: NOW - 301 }), { window: 300 }),
  iat('made a second outside a window of 1 second', claimed({ iat: NOW - 2 }), { window: 1 }),
  iat('made an hour ago', claimed({ iat: NOW - 3600 })),
  iat('made at the epoch', claimed({ iat: 0 })),
  invalid('over by its own exp', claimed({ exp: NOW - 5 }), { claim: 'exp' }),
  invalid('not begun by its own nbf', claimed({ nbf: NOW + 6 }), { claim: 'nbf' }),
  valid('within its own exp and nbf', claimed({ exp: NOW + 1, nbf: NOW })),
]

// Item 12: the token, and the key that it is bound to.
const other = boundTo({ jkt: thumbprint(K2), x: 1 })
const both = boundTo({ jkt: thumbprint(K2), 'x5t#S256': thumbprint(K1) })
const tokens = [
  ath('the proof for another token', good, { token: other }),
  ath('ath of nothing', claimed({ ath: digest('') })),
  ath('ath with padding', claimed({ ath: `${digest(TOKEN)}=` })),
  ath('ath in hexadecimal', claimed({ ath: createHash('sha256').update(TOKEN).digest('hex') })),
  ath('ath empty', claimed({ ath: '' })),
  ...[
    ['a token bound to another key', { jkt: thumbprint(K1) }],
    ['a token bound to a certificate', { 'x5t#S256': thumbprint(K2) }],
    ['a token that holds its key', { jwk: publicJwk(K2) }],
    ['a token bound to a list of keys', { jkt: [thumbprint(K2)] }],
    ['a token bound to an empty key', { jkt: '' }],
    ['a token bound to the thumbprint with padding', { jkt: `${thumbprint(K2)}=` }],
    ['a token with cnf null', null],
    ['a token with a text as cnf', thumbprint(K2)],
    ['a token that is bound to no key', undefined],
  ].map(([name, cnf]) => mismatch(name, claimed({ ath: digest(boundTo(cnf)) }), { token: boundTo(cnf) })),
  valid('a token that is bound in another way as well', claimed({ ath: digest(both) }), { token: both }),
  mismatch('the proof of another key', token({ ...PROOF_HEADER, jwk: publicJwk(K1) }, PROOF_CLAIMS, K1)),
]

export const proofs = [headers, spelling, presence, signing, methods, urls, nonced, instants, tokens].flat()

/** R = A = the neutral element and S = 0 satisfy the equation for every message (RFC 8032 §8.9). */
function smallOrder() {
  const neutral = Buffer.from([1, ...Buffer.alloc(31)])
  const [header, claims] = headed({ jwk: { ...publicJwk(K2), x: base64url(neutral) } }).split('.')
  return `${header}.${claims}.${base64url(Buffer.concat([neutral, Buffer.alloc(32)]))}`
}
