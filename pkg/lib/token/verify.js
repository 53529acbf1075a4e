import { ownOptions } from '../options.js'
import { Verifier } from './verifier.js'

/**
 * The verified token, or a `TokenError` that says why not. For more than a few tokens make a `Verifier`.
 *
 * @template {object} [C=import('./verified-token.js').Claims] the claims that the issuer promises; nothing checks this type
 * @param {string} token
 * @param {import('../keys/fixed-keys.js').Keys} keys
 * @param {import('./policy.js').Policy} policy
 * @returns {import('./verified-token.js').VerifiedToken<C>}
 */
export function verify(token, keys, policy) {
  const verifier = new Verifier(keys, once(policy))
  try {
    return verifier.verify(token)
  } finally {
    verifier.free()
  }
}

/** @param {unknown} policy @returns {any} */
const once = (policy) => ({ ...ownOptions(policy, 'policy'), cache: false })
