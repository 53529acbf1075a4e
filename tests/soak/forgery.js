import { createHmac } from 'node:crypto'
import { SigningKey, decode, issue } from 'countersign'

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Signed by another key under the name of the issuer's. @param {string} token @param {string} kid */
const resigned = (token, kid) => {
  const { claims: { iss, sub, aud, scope, jti, exp, iat, ...own } } = decode(token)
  const key = SigningKey.fromJwk({ ...SigningKey.generate().toJwk(), kid })
  try {
    return issue(own, key, { issuer: iss, audience: aud, subject: sub, scope, type: 'at+jwt', expiresIn: 60 })
  } finally {
    key.free()
  }
}

/** The public key as an HMAC secret. @param {string} token @param {{ keys: any[] }} jwks */
const macced = (token, jwks, random) => {
  const { header, payload } = decode(token)
  const jwk = jwks.keys.find(({ kid }) => kid === header.kid)
  if (jwk === undefined) return undefined
  const signed = `${part({ ...header, alg: 'HS256' })}.${Buffer.from(payload).toString('base64url')}`
  const secret = random.pick([Buffer.from(jwk.x, 'base64url'), jwk.x, JSON.stringify(jwk)])
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

/** With one character changed. @param {string} token */
const flipped = (token, random) => {
  for (;;) {
    const index = random.below(token.length)
    const letter = random.pick(LETTERS)
    if (token[index] !== '.' && token[index] !== letter) return token.slice(0, index) + letter + token.slice(index + 1)
  }
}

/**
 * By kind, the value of an `Authorization` header that nothing good may come of; undefined where there is nothing to
 * make it of at the moment.
 *
 * @type {Record<string, (scene: import('./soak.js').Scene & { token: string }) => string | undefined>}
 */
export const FORGERIES = {
  'a flipped bit': ({ token, random }) => `Bearer ${flipped(token, random)}`,
  'alg none': ({ token, random }) => {
    const [header, payload, signature] = token.split('.')
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString())
    return `Bearer ${part({ alg: 'none', typ: 'at+jwt', kid })}.${payload}.${random.pick(['', signature])}`
  },
  'alg HS256': ({ token, jwks, random }) => bearer(macced(token, jwks.current, random)),
  'another key of the same kid': ({ token }) => `Bearer ${resigned(token, decode(token).header.kid)}`,
  'an invented kid': ({ token, random }) => `Bearer ${resigned(token, `invented-${random.below(1e9)}`)}`,
  'an expired token': ({ tokens, random }) => bearer(tokens.anyExpired(random)),
  'a revoked token': ({ tokens, random, sky }) => bearer(tokens.anyRevoked(random, sky)),
  'two tokens': ({ token }) => `Bearer ${token} ${token}`,
  'another scheme': ({ token, random }) => `${random.pick(['Basic', 'DPoP', 'Token', 'Bearer:', ''])} ${token}`,
  'a garbage header': ({ random }) => {
    const bytes = Array.from({ length: random.below(300) }, () => random.below(256)).filter((byte) => byte !== 10 && byte !== 13)
    return (random.chance(0.5) ? 'Bearer ' : '') + String.fromCharCode(...bytes)
  },
  'a huge header': ({ token, random }) => `Bearer ${token}${'A'.repeat(random.pick([7000, 9000, 15_000, 60_000]))}`,
}

/** @param {string | undefined} token */
const bearer = (token) => (token === undefined ? undefined : `Bearer ${token}`)
