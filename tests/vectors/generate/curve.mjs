// Edwards25519 (RFC 8032 §5.1) in BigInt: for making signatures that no honest signer makes. Slow and not constant-time.
import { createHash } from 'node:crypto'

export const P = 2n ** 255n - 19n
export const L = 2n ** 252n + 27742317777372353535851937790883648493n

const mod = (a, m = P) => ((a % m) + m) % m
const power = (base, exponent) => {
  let result = 1n
  for (base = mod(base); exponent > 0n; exponent >>= 1n, base = mod(base * base)) if (exponent & 1n) result = mod(result * base)
  return result
}
const inverse = (a) => power(a, P - 2n)
const D = mod(-121665n * inverse(121666n))
const SQRT_MINUS_ONE = power(2n, (P - 1n) / 4n)

export function integer(bytes) {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}
export function bytes(value, length = 32) {
  return Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * i)) & 255n))
}
export function sha512(...parts) {
  return createHash('sha512').update(Buffer.concat(parts)).digest()
}

export const IDENTITY = { x: 0n, y: 1n, z: 1n, t: 0n }

export function add(a, b) {
  const A = mod((a.y - a.x) * (b.y - b.x))
  const B = mod((a.y + a.x) * (b.y + b.x))
  const C = mod(2n * D * a.t * b.t)
  const Z = mod(2n * a.z * b.z)
  const [e, f, g, h] = [B - A, Z - C, Z + C, B + A]
  return { x: mod(e * f), y: mod(g * h), z: mod(f * g), t: mod(e * h) }
}

export function multiply(scalar, point) {
  let result = IDENTITY
  for (; scalar > 0n; scalar >>= 1n, point = add(point, point)) if (scalar & 1n) result = add(result, point)
  return result
}

export function negate({ x, y, z, t }) {
  return { x: mod(-x), y, z, t: mod(-t) }
}
export function equal(a, b) {
  return mod(a.x * b.z - b.x * a.z) === 0n && mod(a.y * b.z - b.y * a.z) === 0n
}

export function encode({ x, y, z }) {
  const i = inverse(z)
  return bytes(mod(y * i) | ((mod(x * i) & 1n) << 255n))
}

/** The point, with y taken modulo p and any sign of x = 0: what lax implementations read. Null where there is none. */
export function decode(encoded) {
  const value = integer(encoded)
  const y = mod(value & (2n ** 255n - 1n))
  const u = mod(y * y - 1n)
  const v = mod(D * y * y + 1n)
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n))
  if (mod(v * x * x) === mod(-u)) x = mod(x * SQRT_MINUS_ONE)
  if (mod(v * x * x) !== u) return null
  if ((x & 1n) !== value >> 255n) x = mod(-x)
  return { x, y, z: 1n, t: mod(x * y) }
}

export const BASE = decode(bytes(mod(4n * inverse(5n))))

/** The secret scalar and nonce prefix of a 32-byte seed (RFC 8032 §5.1.5). */
export function expand(seed) {
  const hash = sha512(seed)
  const scalar = (integer(hash.subarray(0, 32)) & (2n ** 254n - 8n)) | (2n ** 254n)
  return { scalar, prefix: hash.subarray(32) }
}

/** k = SHA-512(dom || R || A || M) mod L. */
export function challenge(R, A, message, dom = new Uint8Array()) {
  return mod(integer(sha512(dom, R, A, message)), L)
}

/** R || S for the given encodings, where S = r + k a: nothing here checks that R is r B or A is a B. */
export function signature({ r, R, a, A, message, dom }) {
  return Buffer.concat([R, bytes(mod(r + challenge(R, A, message, dom) * a, L))])
}

/** The points of order 1, 2, 4 and 8: the multiples of one of order 8. */
export const TORSION = (() => {
  for (let y = 2n; ; y += 1n) {
    const point = decode(bytes(y))
    const generator = point && multiply(L, point)
    if (generator && !equal(multiply(4n, generator), IDENTITY)) return Array.from({ length: 8 }, (_, i) => multiply(BigInt(i), generator))
  }
})()

/** All 14 encodings of the eight small-order points: canonical, y + p, and x = 0 with its sign bit set. */
export const SMALL_ORDER = TORSION.flatMap((point, i) => {
  const canonical = encode(point)
  const y = integer(canonical) & (2n ** 255n - 1n)
  const sign = integer(canonical) >> 255n
  const order = [1, 8, 4, 8, 2, 8, 4, 8][i]
  const spellings = [{ name: `order ${order}, canonical`, encoding: canonical }]
  if (order < 4) spellings.push({ name: `order ${order}, x = -0`, encoding: bytes(y | (1n << 255n)) })
  if (y < 19n) spellings.push({ name: `order ${order}, y + p`, encoding: bytes((y + P) | (sign << 255n)) })
  if (y === 1n) spellings.push({ name: `order ${order}, y + p, x = -0`, encoding: bytes((y + P) | (1n << 255n)) })
  return spellings.map((spelling) => ({ ...spelling, name: `${spelling.name} (${i}T)`, point }))
})
