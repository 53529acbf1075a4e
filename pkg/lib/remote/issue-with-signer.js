import { RemoteIssuerHandle } from '../wasm/later.js'
import { stringify } from '../encoding/json.js'
import { clock, invalidOption, optionsText, ownOptions } from '../options.js'
import { isPlainObject } from '../option-table.js'
import { within } from './deadline.js'
import { TokenError } from '../error.js'

/**
 * A token that a key elsewhere signs: in a KMS, an HSM or an agent. The signature is verified before the token is
 * answered.
 *
 * Throws ERR_SIGNER_UNAVAILABLE (503) if the signer fails, takes longer than `timeout`, or answers what is not its
 * key's signature; ERR_OPTION_INVALID and ERR_KEY_INVALID as `issue` does.
 *
 * @param {Record<string, unknown>} claims
 * @param {Signer} signer
 * @param {import('../token/issuer.js').IssueOptions & { timeout?: number }} options `timeout` is in seconds (5)
 * @returns {Promise<string>} a compact JWS
 */
export async function issueWithSigner(claims, signer, options) {
  const { now, timeout = 5, ...rest } = ownOptions(options)
  if (!(Number.isFinite(timeout) && timeout > 0 && timeout <= 3600)) throw invalidOption('timeout', 'must be a number of seconds above 0, at most 3600')
  const issuer = new RemoteIssuerHandle(stringify(publicJwkOf(signer), 'publicJwk'), optionsText(rest))
  try {
    const input = issuer.prepare(stringify(claims, 'claims'), clock(now)())
    return issuer.complete(input, await signatureOf(signer, input, timeout))
  } catch (error) {
    // A lie of the signer must not pass for a bad token of the caller.
    throw error instanceof TokenError && error.code === 'ERR_SIGNATURE_INVALID' ? unavailable(error) : error
  } finally {
    issuer.free()
  }
}

/** @type {(signer: Signer, input: string, timeout: number) => Promise<Uint8Array>} */
const signatureOf = async (signer, input, timeout) => {
  const bytes = new TextEncoder().encode(input)
  let signature
  try {
    signature = await within(timeout, () => signer.sign(bytes))
  } catch (cause) {
    throw unavailable(cause)
  }
  if (!(signature instanceof Uint8Array)) throw unavailable(new TypeError('a signer answers a Uint8Array'))
  return signature
}

/** By its own name and algorithm. @param {Signer} signer */
const publicJwkOf = (signer) => {
  const { kid, algorithm, publicJwk } = signer ?? {}
  if (!isPlainObject(publicJwk) || typeof kid !== 'string') throw new TokenError('ERR_KEY_INVALID', 'the key is refused: a Signer has kid, algorithm, publicJwk and sign')
  return { ...publicJwk, kid, alg: algorithm }
}

/** @param {unknown} cause */
const unavailable = (cause) => new TokenError('ERR_SIGNER_UNAVAILABLE', 'the signer is not available', { cause })

/**
 * A private Ed25519 key that is elsewhere.
 *
 * @typedef {object} Signer
 * @property {string} kid
 * @property {'EdDSA' | 'Ed25519'} algorithm `alg` of the tokens
 * @property {Readonly<import('../keys/signing-key.js').Jwk>} publicJwk the public half
 * @property {(bytes: Uint8Array) => Promise<Uint8Array>} sign the 64 bytes of an Ed25519 signature over these bytes (RFC 8032 §5.1.6)
 */
