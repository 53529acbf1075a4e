import { KeySet, RemoteKeySet, Verifier } from 'countersign'
import { section } from './decode.js'
import { seconds } from '../duration.js'
import { publicKeysOf, textOf, tokenInput } from '../input.js'
import { definedOnly } from './issue.js'
import { UsageError } from '../usage-error.js'

/** @type {import('../command.js').Command} */
export const verify = {
  summary: 'Verifies a token; exits 1 with the reason if it is refused',
  usage: '[TOKEN | FILE | -] --keys FILE|URL --issuer TEXT --audience TEXT [OPTIONS]',
  details: `  --keys FILE|URL    a JWK, a JWKS or a PEM, or where the issuer publishes its set; otherwise COUNTERSIGN_KEYS
  --issuer TEXT      who must have issued it      (or --any-issuer)
  --audience TEXT    for whom it must be          (or --any-audience)
  --scope 'a b'      scopes it must have
  --subject, --type TEXT
  --max-age 1h       since it was issued
  --leeway 5         how far clocks may differ
  --no-expiry        accept tokens that never expire
  --dpop PROOF       the proof that came with a bound token (RFC 9449), with
  --method, --url    of the request that both are for (GET)
  --window 60        how old, or how far ahead, the proof may be; at most 300
  Without a token it reads COUNTERSIGN_TOKEN, stdin, or asks.`,
  options: {
    keys: { type: 'string' },
    issuer: { type: 'string', multiple: true },
    'any-issuer': { type: 'boolean' },
    audience: { type: 'string', multiple: true },
    'any-audience': { type: 'boolean' },
    scope: { type: 'string' },
    subject: { type: 'string' },
    type: { type: 'string' },
    'max-age': { type: 'string' },
    leeway: { type: 'string' },
    'no-expiry': { type: 'boolean' },
    dpop: { type: 'string' },
    method: { type: 'string' },
    url: { type: 'string' },
    window: { type: 'string' },
  },
  async run(call) {
    const { options, terminal } = call
    const policy = policyOf(options)
    const request = requestOf(options)
    const keys = await keysOf(options.keys ?? terminal.env.COUNTERSIGN_KEYS, terminal)
    const token = await tokenInput(call)
    if (keys instanceof RemoteKeySet) await keys.ready()
    const verifier = new Verifier(keys, policy)
    const { header, claims, expiresAt } = request === undefined ? verifier.verify(token) : await verifier.authenticate(request(token))
    terminal.result({ verified: true, header, claims, expiresAt }, () =>
      [terminal.bold('verified'), ...section(terminal, 'header', header), ...section(terminal, 'claims', claims)].join('\n'))
  },
}

/** @param {Record<string, any>} options @returns {import('countersign').Policy} */
const policyOf = (options) => ({
  issuer: expected(options, 'issuer'),
  audience: expected(options, 'audience'),
  ...definedOnly({
    scope: options.scope,
    subject: options.subject,
    type: options.type,
    maxAge: options['max-age'] && seconds(options['max-age'], '--max-age'),
    leeway: options.leeway && seconds(options.leeway, '--leeway'),
    expiry: options['no-expiry'] ? 'optional' : undefined,
    dpop: options.window && { window: seconds(options.window, '--window') },
  }),
})

/**
 * The request that a bound token came with, for the token; undefined without a proof.
 *
 * @param {Record<string, any>} options
 */
const requestOf = (options) => {
  const { dpop, method = 'GET', url = '' } = options
  if (dpop === undefined) {
    const stray = ['method', 'url', 'window'].find((name) => options[name] !== undefined)
    if (stray !== undefined) throw new UsageError(`--${stray} needs --dpop`)
    return undefined
  }
  if (!URL.canParse(url)) throw new UsageError('--dpop needs --url: the absolute URL of the request that the proof is for')
  return (/** @type {string} */ token) => ({ method, url, headers: new Headers({ authorization: `DPoP ${token}`, dpop: dpop.trim() }) })
}

/** @param {Record<string, any>} options @param {'issuer' | 'audience'} name @returns {string[] | null} */
const expected = (options, name) => {
  const any = options[`any-${name}`] === true
  if (any === (options[name] !== undefined)) throw new UsageError(`give either --${name} or --any-${name}`)
  return any ? null : options[name]
}

/** @param {string | undefined} source @param {import('../terminal.js').Terminal} terminal */
const keysOf = async (source, terminal) => {
  if (source === undefined) throw new UsageError('no keys: give --keys FILE|URL or COUNTERSIGN_KEYS')
  if (/^https?:/.test(source)) return new RemoteKeySet(source)
  const text = /^\s*[{-]./.test(source) && source !== '-' ? source : await textOf(source, terminal)
  return new KeySet({ keys: publicKeysOf(text) })
}
