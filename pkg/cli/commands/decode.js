import { decode as decodeToken } from 'countersign'
import { inWords } from '../duration.js'
import { tokenInput } from '../input.js'
import { printable } from '../printable.js'
import { thumbprintOf } from './thumbprint.js'

/** @type {import('../command.js').Command} */
export const decode = {
  summary: 'Shows what any JWS says, without checking it',
  usage: '[TOKEN | FILE | -]',
  details: `  Without an argument it reads COUNTERSIGN_TOKEN, stdin, or asks.
  Nothing is verified: anyone can have written what is shown.`,
  options: {},
  async run(call) {
    const { header, claims, payload, signature } = decodeToken(await tokenInput(call))
    const data = { verified: false, header, claims, ...(claims === null && { payload: base64url(payload) }), signature: base64url(signature) }
    call.terminal.result(data, () => describe(call.terminal, data, signature.length))
  },
}

/**
 * @param {import('../terminal.js').Terminal} terminal
 * @param {{ header: object, claims: object | null, payload?: string }} data
 * @param {number} signatureLength
 */
const describe = (terminal, { header, claims, payload }, signatureLength) => [
  terminal.dim('Unverified: anyone can have written this.'),
  ...section(terminal, 'header', header),
  ...proof(terminal, header, claims),
  ...(claims === null ? [terminal.bold('payload'), `  ${payload}`] : section(terminal, 'claims', claims)),
  terminal.bold('signature'),
  `  ${signatureLength} bytes`,
].join('\n')

/**
 * What a DPoP proof is for (RFC 9449 §4.2); nothing for any other token.
 *
 * @param {import('../terminal.js').Terminal} terminal
 * @param {any} header
 * @param {any} claims
 */
const proof = (terminal, { typ, jwk }, claims) => {
  if (typeof typ !== 'string' || !/^(application\/)?dpop\+jwt$/i.test(typ) || claims === null) return []
  const { htm, htu, ath, nonce } = claims
  const token = ath === undefined ? 'none: a request to a token endpoint' : `with the hash ${ath}`
  return section(terminal, 'DPoP proof', { request: `${htm} ${htu}`, key: thumbprintIn(jwk), 'access token': token, ...(nonce !== undefined && { nonce }) })
}

/** @param {any} jwk */
const thumbprintIn = (jwk) => {
  try {
    return thumbprintOf(jwk)
  } catch {
    return 'not an Ed25519 public key'
  }
}

/**
 * The members of an object, a line each; registered times in words.
 *
 * @param {import('../terminal.js').Terminal} terminal
 * @param {string} title
 * @param {object} members
 */
export function section(terminal, title, members) {
  const width = Math.max(0, ...Object.keys(members).map((name) => printable(name).length))
  const lines = Object.entries(members).map(([name, value]) => {
    const text = printable(typeof value === 'string' ? value : JSON.stringify(value))
    const time = TIMES.includes(name) && typeof value === 'number' ? terminal.dim(`  ${inWords(value, Date.now() / 1000)}`) : ''
    return `  ${printable(name).padEnd(width)}  ${text}${time}`
  })
  return [terminal.bold(title), ...lines]
}

/** @param {Uint8Array} bytes */
const base64url = (bytes) => Buffer.from(bytes).toString('base64url')

const TIMES = ['exp', 'nbf', 'iat', 'auth_time', 'updated_at']
