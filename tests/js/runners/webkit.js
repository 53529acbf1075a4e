import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { browser, serve } from './browser.js'
import { NotRun } from './installed.js'
import { output } from './program.js'

const PATHS = ['4.1', '4.0', '6.0'].map((api) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${api}/MiniBrowser`)

export default [
  {
    name: 'WebKitGTK',
    how: 'module script',
    async run() {
      const miniBrowser = browser('WebKitGTK', PATHS)
      await output('xvfb-run', '--help').catch(() => { throw new NotRun('xvfb is not installed') })
      const { url, close } = await serve()
      const told = await listen(url)
      const child = spawn('xvfb-run', ['-a', 'dbus-run-session', '--', miniBrowser, told.url], { stdio: 'ignore', detached: true })
      try {
        return { version: /[\d.]+/.exec(await output('xvfb-run', '-a', miniBrowser, '--version'))?.[0], ...(await told.outcome) }
      } finally {
        process.kill(-child.pid)
        told.close()
        close()
      }
    },
  },
]

/** MiniBrowser obeys nobody: a page around the page posts the outcome here. */
async function listen(inner) {
  let tell
  const outcome = new Promise((resolve, reject) => {
    tell = resolve
    setTimeout(() => reject(new Error('the page came to no outcome in 120 s')), 120_000).unref()
  })
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') tell(JSON.parse(await text(request)))
    else if (request.url === '/') return response.setHeader('content-type', 'text/html').end(WRAPPER)
    else return proxy(inner, request, response)
    response.end()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}/`, outcome, close: () => server.close() }
}

const text = async (stream) => (await stream.setEncoding('utf8').toArray()).join('')

async function proxy(inner, { url }, response) {
  const answer = await fetch(new URL(url === '/inner' ? '/' : url, inner))
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(Buffer.from(await answer.arrayBuffer()))
}

const WRAPPER = `<!doctype html><iframe src="/inner"></iframe><script>
  const timer = setInterval(() => {
    const { outcome } = frames[0]
    if (!outcome) return
    clearInterval(timer)
    fetch('/outcome', { method: 'POST', body: outcome })
  }, 100)
</script>`
