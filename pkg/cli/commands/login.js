import { UsageError } from '../usage-error.js'

/** @type {import('../command.js').Command} */
export const login = {
  summary: 'Logs in to a token service, and keeps the session for token',
  usage: '--url URL [--user NAME | --api-key]',
  details: `  --url URL      of the service; otherwise COUNTERSIGN_URL
  --user NAME    asks for the password, or reads it from stdin
  --api-key      asks for an API key instead, or reads it from stdin

  What it keeps is a file that only you can read, in countersign/sessions of your configuration
  folder (XDG_CONFIG_HOME, ~/.config or APPDATA). countersign logout ends it.`,
  options: { url: { type: 'string' }, user: { type: 'string' }, 'api-key': { type: 'boolean' } },
  async run({ options, inputs, terminal }) {
    if (inputs.length > 0) throw new UsageError('login takes no arguments: the password is typed, or comes from stdin')
    if (options.user !== undefined && options['api-key']) throw new UsageError('give --user or --api-key, not both')
    if (!terminal.isInteractive && options.user === undefined && !options['api-key']) throw new UsageError('say who logs in: --user NAME, or --api-key')
    const { Session } = await import('../session/session.js')
    const session = await Session.of(options, terminal.env)
    await session.logIn(await credentialsOf(options, terminal))
    terminal.result({ url: session.url }, () => `Logged in to ${session.url}`)
  },
}

/** @param {Record<string, any>} options @param {import('../terminal.js').Terminal} terminal */
const credentialsOf = async ({ user, 'api-key': isApiKey }, terminal) => {
  const username = isApiKey ? undefined : user ?? (await terminal.ask('User name: '))
  const secret = await terminal.secret(isApiKey ? 'API key: ' : 'Password: ')
  if (username === '' || secret === '') throw new UsageError('a log-in needs a name and a password, or an API key: nothing was given')
  return isApiKey ? { apiKey: secret } : { username, password: secret }
}
