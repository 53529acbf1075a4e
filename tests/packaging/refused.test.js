import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { Miniflare } from 'miniflare'
import { launch } from '../js/runners/chromium.js'
import { NotRun } from '../js/runners/installed.js'

const source = await readFile('node_modules/countersign/dist/index.js', 'utf8')

test('a Worker bundled without its condition, of an old date, is told what to do', async () => {
  const script = `let refusal
    try { await import('./countersign.js') } catch (error) { refusal = error.message }
    export default { fetch: () => new Response(refusal) }`
  const modules = [
    { type: 'ESModule', path: 'worker.js', contents: script },
    { type: 'ESModule', path: 'countersign.js', contents: source },
  ]
  const miniflare = new Miniflare({ compatibilityDate: '2024-01-01', modules })
  try {
    const response = await miniflare.dispatchFetch('http://localhost/')
    assert.match(await response.text(), /condition "workerd".*compatibility date of 2025-06-01.*README/)
  } finally {
    await miniflare.dispose()
  }
})

test('a page whose policy forbids wasm is told what to allow', async (t) => {
  const browser = await launch().catch((error) => {
    if (error instanceof NotRun) return error
    throw error
  })
  if (browser instanceof NotRun) return t.skip(`not run: ${browser.message}`)
  const server = createServer(({ url }, response) => {
    const script = url.endsWith('.js')
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html').setHeader('content-security-policy', "script-src 'self'")
    response.end(script ? source : '<!doctype html><script type="module" src="/countersign.js"></script>')
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => Promise.all([browser.close(), server.close()]))
  const page = await browser.newPage()
  const refusal = page.waitForEvent('pageerror')
  await page.goto(`http://127.0.0.1:${server.address().port}/`)
  assert.match((await refusal).message, /Content-Security-Policy.*script-src 'wasm-unsafe-eval'.*README/)
})
