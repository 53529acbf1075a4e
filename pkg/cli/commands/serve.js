import { UsageError } from '../usage-error.js'

/** @type {import('../command.js').Command} */
export const serve = {
  summary: 'Runs the token service: endpoints, account page and health',
  usage: '[--init] [OPTIONS]',
  details: `  --init           writes countersign.config.js, a sealing key, a users file and an empty store
                   here, and starts nothing; with --issuer URL and --port N
  --config FILE    instead of countersign.config.js
  --host, --port   instead of those of the configuration
  --workers N      processes that share the port and the store

  SIGTERM and SIGINT stop it when everything under way is answered. It logs to stdout: one line
  of JSON for each request and each change of a token. /healthz: alive; /readyz: the store is reachable.`,
  options: {
    init: { type: 'boolean' },
    issuer: { type: 'string' },
    config: { type: 'string' },
    host: { type: 'string' },
    port: { type: 'string' },
    workers: { type: 'string' },
  },
  async run({ options: { init: isInit, issuer, json: _, ...flags }, inputs, terminal }) {
    if (inputs.length > 0) throw new UsageError('serve takes no arguments')
    if (isInit) {
      if (flags.config ?? flags.host ?? flags.workers) throw new UsageError('--init takes --issuer and --port alone')
      return (await import('../server/config/init.js')).init({ issuer, port: flags.port }, terminal)
    }
    if (issuer !== undefined) throw new UsageError('--issuer is for --init: it is a part of the configuration')
    await (await import('../server/run.js')).run(flags)
  },
}
