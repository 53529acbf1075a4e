import { KeySet, SigningKey, issue, issueWithSigner } from 'countersign'
import { isPlainObject } from '../../lib/option-table.js'

/** Whether this can sign for a service: a `SigningKey`, or a `Signer` whose public half verifiers can use. @param {any} key */
export function isServiceKey(key) {
  return key instanceof SigningKey || isSigner(key)
}

/** @param {any} key */
const isSigner = (key) => {
  if (typeof key?.sign !== 'function' || typeof key.kid !== 'string' || key.kid === '') return false
  if (!ALGORITHMS.includes(key.algorithm) || !isPlainObject(key.publicJwk)) return false
  try {
    new KeySet({ keys: [publicJwkOf(key)] }).free()
    return true
  } catch {
    return false
  }
}

/** @param {ServiceKey} key @returns {import('countersign').Jwk} */
export function publicJwkOf(key) {
  return key instanceof SigningKey ? key.toPublicJwk() : { ...key.publicJwk, kid: key.kid, alg: key.algorithm }
}

/**
 * A token that the key signs: at once, or when its signer has answered.
 *
 * @param {Record<string, unknown>} claims
 * @param {ServiceKey} key
 * @param {import('countersign').IssueOptions} options
 * @param {number} timeout of a signer, in seconds
 * @returns {string | Promise<string>}
 */
export function signed(claims, key, options, timeout) {
  return key instanceof SigningKey ? issue(claims, key, options) : issueWithSigner(claims, key, { ...options, timeout })
}

/** A key of this process whose tokens differ from those of `key` in nothing but their signature. @param {ServiceKey} key */
export function standInOf(key) {
  if (key instanceof SigningKey) return key
  const known = standIns.get(key) ?? SigningKey.fromJwk({ ...SigningKey.generate().toJwk(), kid: key.kid, alg: key.algorithm })
  standIns.set(key, known)
  return known
}

/** @type {WeakMap<import('countersign').Signer, SigningKey>} */
const standIns = new WeakMap()
const ALGORITHMS = ['EdDSA', 'Ed25519']

/** @typedef {SigningKey | import('countersign').Signer} ServiceKey */
