import { writeFile } from 'node:fs/promises'
import { SigningKey } from 'countersign'
import { UsageError } from '../usage-error.js'

/** @type {import('../command.js').Command} */
export const keygen = {
  summary: 'Makes a key to sign with; prints its public half',
  usage: '--out FILE | --private',
  details: `  --out FILE     where the private key goes (mode 0600; an existing file is kept)
  --private      print the private key instead
  --pem          PKCS #8 and SPKI instead of JWK
  --kid ID       instead of the RFC 7638 thumbprint
  --alg Ed25519  what tokens say instead of EdDSA (RFC 9864)`,
  options: {
    out: { type: 'string', short: 'o' },
    private: { type: 'boolean' },
    pem: { type: 'boolean' },
    kid: { type: 'string' },
    alg: { type: 'string' },
  },
  async run({ options: { out, private: show, pem, kid, alg }, inputs, terminal }) {
    if (inputs.length > 0) throw new UsageError('keygen takes no arguments: name the file with --out')
    if (pem && (kid || alg)) throw new UsageError('a PEM has no place for --kid and --alg')
    const path = out ?? (show ? undefined : await askForPath(terminal))
    const made = SigningKey.generate()
    const key = kid || alg ? SigningKey.fromJwk({ ...made.toJwk(), ...(kid && { kid }), ...(alg && { alg }) }) : made
    const secret = pem ? key.toPem() : JSON.stringify(key.toJwk(), null, 2)
    if (path !== undefined) await writeSecret(path, secret)
    if (path !== undefined) terminal.note(`The private key is in ${path}; its public half:`)
    terminal.print((show ? secret : pem ? key.toPublicPem() : JSON.stringify(key.toPublicJwk(), null, 2)).trimEnd())
  },
}

/** @param {import('../terminal.js').Terminal} terminal */
const askForPath = async (terminal) => {
  if (!terminal.isInteractive) throw new UsageError('say where the private key goes: --out FILE, or --private to print it')
  return (await terminal.ask('File for the private key (key.jwk): ')) || 'key.jwk'
}

/** @param {string} path @param {string} secret */
const writeSecret = async (path, secret) => {
  try {
    await writeFile(path, `${secret.trimEnd()}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error)
    throw new UsageError(code === 'EEXIST' ? `${path} exists: a key is never overwritten` : `${path} cannot be written: ${message}`)
  }
}
