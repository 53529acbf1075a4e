// RFC 8032 §5.1.7 as the strictest read it: tokens whose payload is in order and whose signature is made by hand.
import { createHash } from 'node:crypto'
import { add, BASE, bytes, challenge, encode, equal, expand, integer, L, multiply, negate, sha512, signature, SMALL_ORDER, TORSION } from './curve.mjs'
import { base64url, K1, K2, MIXED } from './keys.mjs'
import { CLAIMS, HEADER, refused, token, valid } from './token.mjs'

const invalid = refused('SIGNATURE_INVALID')
const GOOD = token()
const [H, P, S] = GOOD.split('.')
const R_BYTES = Buffer.from(S, 'base64url').subarray(0, 32)
const S_VALUE = integer(Buffer.from(S, 'base64url').subarray(32))
const signed = (bytes) => `${H}.${P}.${base64url(bytes)}`
const withS = (value) => signed(Buffer.concat([R_BYTES, bytes(value)]))

const input = (kid, n) => `${base64url(JSON.stringify({ ...HEADER, kid }))}.${base64url(JSON.stringify({ ...CLAIMS, n }))}`
const nonce = (key, message) => integer(sha512(key.prefix ?? Buffer.from('mixed'), Buffer.from(message))) % L

/** The first token of `key` whose R (chosen by `choose`) and k fulfil `holds`, with S = r + k a. */
function made(key, choose, holds = () => true) {
  for (let n = 0; ; n += 1) {
    const message = input(key.kid, n)
    const { r, R } = choose(message)
    if (!holds(challenge(R, key.encoding, Buffer.from(message)), r, R)) continue
    return `${message}.${base64url(signature({ r, R, a: key.scalar, A: key.encoding, message: Buffer.from(message) }))}`
  }
}

const honest = (key) => (message) => {
  const r = nonce(key, message)
  return { r, R: encode(multiply(r, BASE)) }
}
const shifted = (key, torsion) => (message) => {
  const r = nonce(key, message)
  return { r, R: encode(add(multiply(r, BASE), torsion)) }
}
const fixed = (R) => () => ({ r: 0n, R })
/** The torsion that [k]A has for A = a B + T: what S B − [k]A differs by from r B. */
const lost = (k) => negate(multiply(k % 8n, TORSION[1]))

/** Ed25519ctx or Ed25519ph (RFC 8032 §5.1): the same key and message under another domain. */
function prefixed(flag, message) {
  const dom = Buffer.concat([Buffer.from('SigEd25519 no Ed25519 collisions'), Buffer.from([flag, 0])])
  const body = flag === 1 ? createHash('sha512').update(message).digest() : Buffer.from(message)
  const r = integer(sha512(dom, K1.prefix, body)) % L
  return signature({ r, R: encode(multiply(r, BASE)), a: K1.scalar, A: K1.encoding, message: body, dom })
}

const nonCanonical = [1n, 2n, 7n, 14n].map((n) => invalid(`S + ${n}L`, withS(S_VALUE + n * L)))

const smallOrderR = SMALL_ORDER.flatMap(({ name, encoding, point }) => [
  invalid(`R of ${name}: S = k a under an honest key`, made(K1, fixed(encoding))),
  invalid(`R of ${name}: S B − [k]A = R under a key with torsion`, made(MIXED, fixed(encoding), (k) => equal(lost(k), point))),
])

const torsionR = TORSION.slice(1).map((torsion, i) => invalid(`R = r B + ${i + 1}T under an honest key: only the equation with the cofactor holds`, made(K1, shifted(K1, torsion))))

const lengths = [0, 1, 31, 32, 63, 65, 96, 128].map((length) => {
  const whole = Buffer.concat([Buffer.from(S, 'base64url'), Buffer.alloc(64)])
  return invalid(`a signature of ${length} bytes`, signed(whole.subarray(0, length)))
})

export const signatures = [
  valid('the signature of the key', GOOD),
  valid('the same signature made by hand', made(K1, honest(K1))),
  ...lengths,
  ...nonCanonical,
  invalid('S with its highest bit set', withS(S_VALUE | (1n << 255n))),
  invalid('S with bit 253 set', withS(S_VALUE | (1n << 253n))),
  invalid('S of zero', withS(0n)),
  invalid('S of L', withS(L)),
  invalid('L − S', withS(L - S_VALUE)),
  invalid('S + 1', withS(S_VALUE + 1n)),
  invalid('all zeros', signed(Buffer.alloc(64))),
  invalid('all ones', signed(Buffer.alloc(64, 255))),
  invalid('R and S exchanged', signed(Buffer.concat([Buffer.from(S, 'base64url').subarray(32), R_BYTES]))),
  invalid('−R', signed(Buffer.concat([R_BYTES.subarray(0, 31), Buffer.from([R_BYTES[31] ^ 128]), bytes(S_VALUE)]))),
  invalid('R that is no point', signed(Buffer.concat([bytes(2n), bytes(S_VALUE)]))),
  invalid('R + p, which is no field element', signed(Buffer.concat([bytes(2n ** 255n - 16n), bytes(S_VALUE)]))),
  invalid('the signature of another token', `${H}.${P}.${token(HEADER, { ...CLAIMS, sub: 'user-2' }).split('.')[2]}`),
  invalid('another payload under the signature', `${H}.${base64url(JSON.stringify({ ...CLAIMS, sub: 'admin' }))}.${S}`),
  invalid('another header under the signature', `${base64url(JSON.stringify({ ...HEADER, x: 1 }))}.${P}.${S}`),
  invalid('the signature over the payload alone', signed(K1.sign(P))),
  invalid('the signature over the decoded payload', signed(K1.sign(JSON.stringify(CLAIMS)))),
  invalid('the signature over the SHA-512 digest', signed(K1.sign(createHash('sha512').update(`${H}.${P}`).digest()))),
  invalid('the signature of another key', signed(K2.sign(`${H}.${P}`))),
  invalid('an Ed25519ctx signature', signed(prefixed(0, `${H}.${P}`))),
  invalid('an Ed25519ph signature', signed(prefixed(1, `${H}.${P}`))),
  ...smallOrderR,
  ...torsionR,
  valid('a key with torsion: S B − [k]A = R with R = r B', made(MIXED, honest(MIXED), (k) => k % 8n === 0n)),
  valid('a key with torsion: S B − [k]A = R with R = r B + T', made(MIXED, shifted(MIXED, TORSION[3]), (k) => equal(lost(k), TORSION[3]))),
  invalid('a key with torsion: only the equation with the cofactor holds', made(MIXED, honest(MIXED), (k) => k % 8n !== 0n)),
]
