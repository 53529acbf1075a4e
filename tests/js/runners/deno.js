import { installed } from './installed.js'
import { outcome, output } from './program.js'

export default [
  {
    name: 'Deno',
    how: 'no permissions',
    async run() {
      const deno = installed('deno/bin.cjs')
      const version = (await output(process.execPath, deno, '--version')).split(' ')[1]
      return { version, ...(await outcome(process.execPath, deno, 'run', '--no-prompt', '--node-modules-dir=manual', 'tests/js/main.js')) }
    },
  },
]
