// RFC 7515 §4.1, RFC 7797, RFC 8725 §3.1, RFC 9864: the protected header and the choice of the key.
import { createHmac } from 'node:crypto'
import { EC, K1, K2 } from './keys.mjs'
import { CLAIMS, HEADER, headed, refused, text, token, valid } from './token.mjs'

const malformed = refused('TOKEN_MALFORMED')
const notAllowed = refused('ALGORITHM_NOT_ALLOWED')
const WRONG_ALGORITHMS = ['none', 'None', 'NONE', 'nOnE', '', 'HS256', 'HS512', 'RS256', 'PS256', 'ES256', 'ES256K', 'ES512', 'Ed448', 'eddsa', 'EDDSA', 'ed25519', 'ED25519', 'EdDSA ', ' EdDSA', 'EdDSA\0', 'Ed25519ph', 'dir', 'x'.repeat(300)]
const short = (alg) => JSON.stringify(alg.length > 30 ? `${alg.slice(0, 8)}…` : alg)

export const algorithms = [
  ...WRONG_ALGORITHMS.map((alg) => notAllowed(`alg ${short(alg)}`, headed({ alg }))),
  notAllowed('alg none without a signature', headed({ alg: 'none' }).replace(/[^.]+$/, '')),
  notAllowed('alg none without a signature and without a kid', headed({ alg: 'none', kid: undefined }).replace(/[^.]+$/, '')),
  notAllowed('alg HS256 with the public key as the secret', hmac(Buffer.from(K1.encoding))),
  notAllowed('alg HS256 with the x of the JWK as the secret', hmac(K1.jwk.x)),
  malformed('no alg', headed({ alg: undefined })),
  malformed('an empty header object', token({})),
  malformed('alg null', headed({ alg: null })),
  malformed('alg a number', headed({ alg: 1 })),
  malformed('alg an array', headed({ alg: ['EdDSA'] })),
  malformed('alg an object', headed({ alg: { name: 'EdDSA' } })),
  valid('alg EdDSA', headed({ alg: 'EdDSA' })),
  valid('alg Ed25519', headed({ alg: 'Ed25519' })),
  valid('alg with an escaped letter', token(text({ ...HEADER, alg: undefined }, String.raw`"alg":"\u0045dDSA"`))),
]

const TYPES = {
  valid: ['JWT', 'jwt', 'Jwt', 'application/jwt', 'Application/JWT', 'at+jwt', 'AT+JWT', 'application/at+jwt', undefined],
  refused: ['refresh+jwt', 'application/refresh+jwt', 'dpop+jwt', 'statuslist+jwt', 'secevent+jwt', 'JOSE', '', 'JWT ', 'text/jwt', 'application/', 'application/application/jwt', 'jwt;charset=utf-8'],
}
const mismatch = refused('TYPE_MISMATCH')

export const types = [
  ...TYPES.valid.map((typ) => valid(`typ ${JSON.stringify(typ) ?? 'absent'}`, headed({ typ }))),
  ...TYPES.refused.map((typ) => mismatch(`typ ${JSON.stringify(typ)}`, headed({ typ }))),
  malformed('typ a number', headed({ typ: 1 })),
  malformed('typ null', headed({ typ: null })),
  malformed('typ an array', headed({ typ: ['JWT'] })),
  mismatch('typ JWT where the policy wants at+jwt', headed({}), { policy: { type: 'at+jwt' } }),
  mismatch('typ absent where the policy wants at+jwt', headed({ typ: undefined }), { policy: { type: 'at+jwt' } }),
  mismatch('typ absent where the policy wants JWT', headed({ typ: undefined }), { policy: { type: 'JWT' } }),
  valid('typ at+jwt where the policy wants application/at+jwt', headed({ typ: 'at+jwt' }), { policy: { type: 'application/at+jwt' } }),
  valid('typ APPLICATION/AT+JWT where the policy wants at+jwt', headed({ typ: 'APPLICATION/AT+JWT' }), { policy: { type: 'at+jwt' } }),
  valid('typ refresh+jwt where the policy wants it', headed({ typ: 'refresh+jwt' }), { policy: { type: 'refresh+jwt' } }),
  mismatch('application/ in front of a type that has a slash', headed({ typ: 'application/x/y' }), { policy: { type: 'x/y' } }),
  valid('a type that has a slash', headed({ typ: 'X/Y' }), { policy: { type: 'x/y' } }),
  valid('one of several types', headed({ typ: 'dpop+jwt' }), { policy: { type: ['at+jwt', 'dpop+jwt'] } }),
  mismatch('none of several types', headed({ typ: 'JWT' }), { policy: { type: ['at+jwt', 'dpop+jwt'] } }),
]

const critical = refused('CRITICAL_HEADER')
export const extensions = [
  critical('crit with an unknown name', headed({ crit: ['x'], x: 1 })),
  critical('crit with an unknown name that is absent', headed({ crit: ['x'] })),
  critical('crit with b64', headed({ crit: ['b64'], b64: false })),
  critical('crit with b64 true', headed({ crit: ['b64'], b64: true })),
  critical('crit with a registered name', headed({ crit: ['exp'] })),
  critical('crit an empty array', headed({ crit: [] })),
  critical('crit null', headed({ crit: null })),
  critical('crit a string', headed({ crit: 'b64' })),
  critical('crit an object', headed({ crit: {} })),
  critical('crit of numbers', headed({ crit: [1] })),
  critical('b64 false', headed({ b64: false })),
  critical('b64 true', headed({ b64: true })),
  valid('an unknown header parameter', headed({ x: { y: [1, null] } })),
  valid('jku, x5u and x5c, which nobody follows', headed({ jku: 'https://evil.example/jwks', x5u: 'https://evil.example/x5u', x5c: ['AAAA'] })),
  valid('jku, x5u, x5c and jwk of wrong types', headed({ jku: 1, x5u: null, x5c: {}, jwk: [] })),
  valid('a jwk that is not the key', headed({ jwk: K2.jwk })),
  refused('SIGNATURE_INVALID')('a jwk that is the signer, who is not the key', headed({ jwk: K2.jwk }, K2)),
]

const unknown = refused('KEY_UNKNOWN')
const one = { keys: { keys: [K1.jwk] } }
const oneAndSkipped = { keys: { keys: [EC, K1.jwk] } }
const renamed = (kid) => ({ keys: { keys: [{ ...K1.jwk, kid }, K2.jwk] } })

export const keys = [
  malformed('kid a number', headed({ kid: 1 })),
  malformed('kid null', headed({ kid: null })),
  malformed('kid an array', headed({ kid: ['k1'] })),
  malformed('kid null where the set has one key', headed({ kid: null }), one),
  unknown('a kid that no key has', headed({ kid: 'k9' })),
  unknown('a kid that no key has where the set has one key', headed({ kid: 'k9' }), one),
  unknown('an empty kid', headed({ kid: '' })),
  unknown('an empty kid where the set has one key', headed({ kid: '' }), one),
  unknown('a kid in capitals', headed({ kid: 'K1' })),
  unknown('a kid with a space', headed({ kid: 'k1 ' })),
  unknown('a kid with a NUL', headed({ kid: 'k1\0' })),
  unknown('a kid that is a path', headed({ kid: '../../dev/null' })),
  unknown('a kid named __proto__', headed({ kid: '__proto__' })),
  unknown('the kid of a key of another algorithm', headed({ kid: 'ec1' })),
  unknown('the thumbprint of a key that has another kid', headed({ kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k' })),
  refused('KEY_AMBIGUOUS')('no kid where the set has three usable keys', headed({ kid: undefined })),
  valid('no kid where the set has one key', headed({ kid: undefined }), one),
  valid('no kid where the set has one usable key', headed({ kid: undefined }), oneAndSkipped),
  valid('the second key', headed({ kid: 'k2' }, K2)),
  valid('a kid with letters of other scripts', headed({ kid: 'schlüssel-🔑' }), renamed('schlüssel-🔑')),
  valid('a kid that is the empty string in the set too', headed({ kid: '' }), renamed('')),
  valid('a kid with an escaped letter', token(text({ ...HEADER, kid: undefined }, String.raw`"kid":"\u006b1"`))),
  refused('SIGNATURE_INVALID')('the kid of another key', headed({ kid: 'k2' })),
]

function hmac(secret) {
  const [header, payload] = headed({ alg: 'HS256' }).split('.')
  return `${header}.${payload}.${createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url')}`
}
