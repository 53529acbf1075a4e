// `cargo xtask start [--port N] [--no-serve]`: the built package at work on tokens that other libraries made.

import { parseArgs } from 'node:util'
import { lines } from './start/demo.js'
import { serve } from './start/serve.js'
import { tell } from './start/story.js'

const options = { port: { type: 'string', default: '8080' }, 'no-serve': { type: 'boolean', default: false } }
try {
  const { values } = parseArgs({ options })
  const origin = values['no-serve'] ? null : await serve(Number(values.port))
  if (origin) console.log(`The inspector: ${origin}/\n`)
  await tell()
  if (origin) console.log(`\n${lines(origin)}\n\nThe inspector, and this API: ${origin}/ (Ctrl-C ends it)`)
} catch (error) {
  console.error(error.code === 'EADDRINUSE' ? `port ${error.port} is taken: choose another with --port` : error.message)
  process.exitCode = 1
}
