import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** A password as it is kept: `$scrypt$ln=…,r=…,p=…$salt$hash`, the PHC string format. @param {string} password */
export async function hashOf(password) {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, COST)
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${unpadded(salt)}$${unpadded(hash)}`
}

/** @param {string} password @param {string} kept as `hashOf` made it */
export async function isPassword(password, kept) {
  const parts = partsOf(kept)
  if (parts === undefined) throw new TypeError('a kept password cannot be read')
  const { salt, hash, ...cost } = parts
  return timingSafeEqual(await derive(password, salt, cost), hash)
}

/** Whether it is one that can be checked at a cost that the server can bear. @param {unknown} kept */
export function isHash(kept) {
  return typeof kept === 'string' && partsOf(kept) !== undefined
}

/** @param {string} kept */
const partsOf = (kept) => {
  const [, ln, r, p, salt, hash] = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/-]{22,})\$([\w+/-]{43})$/.exec(kept) ?? []
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) }
  const isBearable = cost.ln >= 14 && cost.ln <= 18 && cost.r >= 1 && cost.r <= 16 && cost.p >= 1 && cost.p <= 8
  return isBearable ? { ...cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') } : undefined
}

/** @param {string} password @param {Buffer} salt @param {{ ln: number, r: number, p: number }} cost @returns {Promise<Buffer>} */
const derive = (password, salt, { ln, r, p }) =>
  new Promise((resolve, reject) => {
    const N = 2 ** ln
    // Composed, so that the same letters are the same password on every keyboard (RFC 8265 §4.2).
    scrypt(password.normalize('NFC'), salt, 32, { N, r, p, maxmem: 2 * 128 * N * r }, (error, hash) => (error ? reject(error) : resolve(hash)))
  })

/** @param {Buffer} bytes */
const unpadded = (bytes) => bytes.toString('base64').replace(/=+$/, '')

/** OWASP's advice for scrypt with 32 MiB a log-in; Node computes four at a time. */
const COST = { ln: 15, r: 8, p: 3 }
