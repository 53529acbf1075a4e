import { inWords, seconds } from '../duration.js'
import { printable } from '../printable.js'
import { UsageError } from '../usage-error.js'

/** @type {import('../command.js').Command} */
export const apiTokens = {
  summary: 'Lists, makes and revokes your own API tokens at the service',
  usage: 'list | create --name NAME | revoke ID, with --url URL',
  details: `  --url URL            of the service; otherwise COUNTERSIGN_URL
  list                 names, scopes and expiry; never the tokens, which are not stored
  create --name NAME   prints the new token, once
    --scope 'read'     what it may do: no more than you
    --role NAME        one of your roles
    --expires-in 30d   otherwise as the service has it
  revoke ID            at once, with all that it was exchanged for

  It works in the session of countersign login.`,
  options: {
    url: { type: 'string' },
    name: { type: 'string' },
    scope: { type: 'string' },
    role: { type: 'string' },
    'expires-in': { type: 'string' },
  },
  async run({ options, inputs: [action = '', ...inputs], terminal }) {
    const act = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined
    if (act === undefined) throw new UsageError('api-tokens needs list, create or revoke')
    if (inputs.length !== (action === 'revoke' ? 1 : 0)) throw new UsageError(action === 'revoke' ? 'revoke takes one id: see api-tokens list' : `${action} takes no arguments`)
    const wanted = action === 'create' ? wantedOf(options) : undefined
    const [{ Session }, { ownApiTokens }] = await Promise.all([import('../session/session.js'), import('../session/api-tokens.js')])
    const session = await Session.of(options, terminal.env)
    await act(ownApiTokens(session.url, await session.token(60)), terminal, wanted ?? inputs[0])
  },
}

/** @type {Record<string, (tokens: ReturnType<typeof import('../session/api-tokens.js').ownApiTokens>, terminal: import('../terminal.js').Terminal, what: any) => Promise<void>>} */
const ACTIONS = {
  async list(tokens, terminal) {
    const all = await tokens.list()
    terminal.result(all, () => all.map(lineOf).join('\n') || 'no API tokens')
  },
  async create(tokens, terminal, wanted) {
    const made = await tokens.create(wanted)
    terminal.note(`The token of ${made.id}, shown this once:`)
    terminal.result(made, () => made.token)
  },
  async revoke(tokens, terminal, id) {
    await tokens.revoke(id)
    terminal.result({ revoked: id }, () => `revoked ${id}`)
  },
}

/** @param {Record<string, string | undefined>} options */
const wantedOf = ({ name, scope, role, 'expires-in': expiresIn }) => {
  if (name === undefined) throw new UsageError('--name must be given: what the token is for')
  return {
    name,
    ...(scope !== undefined && { scope }),
    ...(role !== undefined && { role }),
    ...(expiresIn !== undefined && { expires_in: expiresIn === 'never' ? 'never' : seconds(expiresIn, '--expires-in') }),
  }
}

/** @param {any} token */
const lineOf = ({ id, name, start, scope, scopes, expires_at: expires, revoked_at: revoked }) => {
  const end = revoked ? 'revoked' : expires ? `expires ${inWords(expires, Date.now() / 1000)}` : 'never expires'
  return [id, `${start}…`, name, scope ?? scopes, end].map((each) => printable(String(each ?? ''))).join('  ')
}
