import { installed } from './installed.js'
import { outcome, output } from './program.js'

export default [
  {
    name: 'Bun',
    how: 'run',
    async run() {
      const bun = installed('bun/bin/bun.exe')
      return { version: await output(bun, '--version'), ...(await outcome(bun, 'run', 'tests/js/main.js')) }
    },
  },
]
