import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { installed } from './installed.js'
import { output } from './program.js'

export default [
  {
    name: 'workerd',
    how: 'wrangler dev',
    async run() {
      const wrangler = installed('wrangler/bin/wrangler.js')
      await mkdir('built/wrangler', { recursive: true })
      await writeFile('built/wrangler/wrangler.json', JSON.stringify({ name: 'suite', main: '../../tests/js/worker.js', compatibility_date: '2026-01-01' }))
      const port = await freePort()
      const environment = { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' }
      const args = [wrangler, 'dev', '--config', 'built/wrangler/wrangler.json', '--ip', '127.0.0.1', '--port', String(port)]
      const child = spawn(process.execPath, args, { env: environment, detached: true })
      let printed = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { printed += text })
      try {
        for (let left = 600; left > 0 && child.exitCode === null; left--) {
          const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)
          if (response?.ok) return { version: await output(process.execPath, wrangler, '--version'), ...(await response.json()) }
          await sleep(100)
        }
        throw new Error(printed)
      } finally {
        process.kill(-child.pid, 'SIGKILL')
      }
    },
  },
]

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
