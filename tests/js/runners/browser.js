import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { NotRun } from './installed.js'

const TYPES = { '.html': 'text/html', '.js': 'text/javascript; charset=utf-8', '.json': 'application/json; charset=utf-8', '.wasm': 'application/wasm' }

/** Serves this project, and at `/` a page: the one that runs the suite by nothing but `<script type="module">`. */
export async function serve(page = PAGE) {
  const server = createServer(async ({ url }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname)
    try {
      const body = path === '/' ? page : await readFile(join('.', normalize(path)))
      response.setHeader('content-type', path === '/' ? 'text/html' : (TYPES[extname(path)] ?? 'application/octet-stream')).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

/** The first of `paths` that exists, or NotRun. */
export function browser(name, paths) {
  const found = paths.find((path) => path && existsSync(path))
  if (!found) throw new NotRun(`${name} is not installed`)
  return found
}

const PAGE = `<!doctype html><title>countersign</title>
<script type="importmap">{ "imports": { "countersign": "/node_modules/countersign/dist/index.js" } }</script>
<script type="module">
  import { run } from '/tests/js/suite/index.js'
  window.outcome = JSON.stringify(await run())
</script>`
