import { UsageError } from '../usage-error.js'

/** @type {import('../command.js').Command} */
export const logout = {
  summary: 'Ends the session that login began',
  usage: '--url URL',
  details: `  --url URL      of the service; otherwise COUNTERSIGN_URL

  The service ends its tokens, and the file is removed: also if the service cannot be reached,
  which is then said (exit code 3).`,
  options: { url: { type: 'string' } },
  async run({ options, inputs, terminal }) {
    if (inputs.length > 0) throw new UsageError('logout takes no arguments')
    const { Session } = await import('../session/session.js')
    const session = await Session.of(options, terminal.env)
    const wasLoggedIn = await session.logOut()
    terminal.result({ url: session.url, wasLoggedIn }, () => (wasLoggedIn ? `Logged out of ${session.url}` : `Nobody was logged in to ${session.url}`))
  },
}
