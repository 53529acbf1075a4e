import { issue as issueToken } from 'countersign'
import { seconds } from '../duration.js'
import { jsonOf, signingKeyOf, textOf } from '../input.js'
import { UsageError } from '../usage-error.js'

/** @type {import('../command.js').Command} */
export const issue = {
  summary: 'Signs a token and prints it',
  usage: '--key FILE --expires-in DURATION [OPTIONS]',
  details: `  --key FILE           the private key (JWK or PEM, - for stdin); otherwise COUNTERSIGN_KEY
  --expires-in 1h      90, 15m, 1h, 30d, or never
  --issuer, --audience, --subject, --jwt-id, --type TEXT
  --scope 'read write'
  --not-before 5m      from now
  --claims FILE        a JSON object of further claims (- for stdin)
  --claim NAME=VALUE   one further claim; VALUE is JSON, or else text`,
  options: {
    key: { type: 'string' },
    'expires-in': { type: 'string' },
    issuer: { type: 'string' },
    audience: { type: 'string', multiple: true },
    subject: { type: 'string' },
    'jwt-id': { type: 'string' },
    type: { type: 'string' },
    scope: { type: 'string' },
    'not-before': { type: 'string' },
    claims: { type: 'string' },
    claim: { type: 'string', multiple: true },
  },
  async run({ options, inputs, terminal }) {
    if (inputs.length > 0) throw new UsageError('issue takes no arguments')
    const { key, 'expires-in': expiresIn, 'not-before': notBefore, 'jwt-id': jwtId, audience } = options
    if (expiresIn === undefined) throw new UsageError('--expires-in must be given: a duration, or never')
    const { issuer, subject, type, scope } = options
    const issueOptions = definedOnly({
      issuer,
      subject,
      type,
      scope,
      jwtId,
      audience: audience?.length === 1 ? audience[0] : audience,
      expiresIn: expiresIn === 'never' ? expiresIn : seconds(expiresIn, '--expires-in'),
      notBefore: notBefore && seconds(notBefore, '--not-before'),
    })
    const signingKey = signingKeyOf(await keyText(key, terminal))
    const token = issueToken(await claimsOf(options, terminal), signingKey, /** @type {any} */ (issueOptions))
    terminal.result({ token }, () => token)
  },
}

/** @param {string | undefined} path @param {import('../terminal.js').Terminal} terminal */
const keyText = (path, terminal) => {
  if (path !== undefined) return textOf(path, terminal)
  if (terminal.env.COUNTERSIGN_KEY) return terminal.env.COUNTERSIGN_KEY
  throw new UsageError('no key: give --key FILE or COUNTERSIGN_KEY')
}

/** @param {Record<string, any>} options @param {import('../terminal.js').Terminal} terminal */
const claimsOf = async ({ claims: path, claim = [] }, terminal) => {
  const claims = path === undefined ? {} : jsonOf(await textOf(path, terminal))
  return Object.assign(claims, Object.fromEntries(claim.map(claimOf)))
}

/** @param {string} text @returns {[string, unknown]} */
const claimOf = (text) => {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? []
  if (name === undefined) throw new UsageError('--claim must be NAME=VALUE')
  try {
    return [name, JSON.parse(value)]
  } catch {
    return [name, value]
  }
}

/** @param {Record<string, unknown>} options */
export function definedOnly(options) {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
