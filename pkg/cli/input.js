import { readFile } from 'node:fs/promises'
import { KeySet, SigningKey } from 'countersign'
import { UsageError } from './usage-error.js'

/**
 * The token of a command: its argument (a token, a file or `-` for stdin), COUNTERSIGN_TOKEN, what is piped in, or what
 * the person pastes. A whole Authorization header does as well.
 *
 * @param {import('./command.js').Call} call
 */
export async function tokenInput({ inputs, terminal }) {
  if (inputs.length > 1) throw new UsageError('one token at a time')
  const [input] = inputs
  const text = input !== undefined ? await tokenOrFile(input, terminal) : await tokenFromElsewhere(terminal)
  const token = text.trim().replace(/^(authorization:\s*)?bearer\s+/i, '')
  if (token === '') throw new UsageError('no token: give it as an argument, a file or on stdin')
  return token
}

/** @param {string} input @param {import('./terminal.js').Terminal} terminal */
const tokenOrFile = (input, terminal) => {
  if (/^[\w-]*(\.[\w-]*){2,}$/.test(input) || /^(authorization:|bearer) /i.test(input)) return input
  return textOf(input, terminal)
}

/** @param {import('./terminal.js').Terminal} terminal */
const tokenFromElsewhere = (terminal) => {
  if (terminal.env.COUNTERSIGN_TOKEN) return terminal.env.COUNTERSIGN_TOKEN
  return terminal.isInteractive ? terminal.ask('Paste a token: ') : textOf('-', terminal)
}

/**
 * The text of a file, or of stdin for `-`.
 *
 * @param {string} path
 * @param {import('./terminal.js').Terminal} terminal
 */
export async function textOf(path, terminal) {
  try {
    return path === '-' ? await terminal.read() : await readFile(path, 'utf8')
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error)
    throw new UsageError(`${path} cannot be read: ${REASONS[code ?? ''] ?? message}`)
  }
}

/**
 * The private key in `text`: a JWK or a PKCS #8 PEM.
 *
 * @param {string} text
 */
export function signingKeyOf(text) {
  return isPem(text) ? SigningKey.fromPem(text.trim()) : SigningKey.fromJwk(jsonOf(text))
}

/**
 * The public keys in `text`, which may hold a private one: a JWK, a JWKS or a PEM.
 *
 * @param {string} text
 * @returns {import('countersign').Jwk[]}
 */
export function publicKeysOf(text) {
  const isPrivate = isPem(text) ? text.includes('PRIVATE KEY-----') : Object.hasOwn(Object(jsonOf(text)), 'd')
  return isPrivate ? [signingKeyOf(text).toPublicJwk()] : new KeySet(text.trim()).toJwks().keys
}

/** @param {string} text */
const isPem = (text) => text.trimStart().startsWith('-----BEGIN')

/** @param {string} text */
export function jsonOf(text) {
  try {
    return JSON.parse(text)
  } catch {
    // JSON's own message quotes the text, which may be a private key.
    throw new UsageError('the input is neither JSON nor PEM')
  }
}

/** @type {Record<string, string>} */
const REASONS = { ENOENT: 'there is no such file', EACCES: 'permission denied', EISDIR: 'it is a directory' }
