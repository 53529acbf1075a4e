import { seconds } from '../duration.js'
import { UsageError } from '../usage-error.js'

/** @type {import('../command.js').Command} */
export const token = {
  summary: 'Prints an access token that is good now, renewed if need be',
  usage: '--url URL [--for DURATION]',
  details: `  --url URL      of the service; otherwise COUNTERSIGN_URL
  --for 10m      for how long it must be good (1m): a longer job asks for more

  TOKEN=$(countersign token --url https://auth.example), in a cron job or a script. Several
  at once renew once. Without a session it prints nothing and exits with 1: countersign login.`,
  options: { url: { type: 'string' }, for: { type: 'string' } },
  async run({ options, inputs, terminal }) {
    if (inputs.length > 0) throw new UsageError('token takes no arguments')
    const margin = seconds(options.for ?? '1m', '--for')
    const { Session } = await import('../session/session.js')
    const session = await Session.of(options, terminal.env)
    const accessToken = await session.token(margin)
    terminal.result({ token: accessToken }, () => accessToken)
  },
}
