// The inspector, assembled from the installed package and served from this machine.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { repository } from '../../support/repository.js'

const { assemble } = await import(pathToFileURL(repository('xtask/js/www.js')))
const TYPES = { css: 'text/css', html: 'text/html', js: 'text/javascript', svg: 'image/svg+xml', webmanifest: 'application/manifest+json' }

/** `{ url, sizes, asked, close() }`: `sizes` in gzip bytes by file, `asked` every path that was requested. */
export async function serveInspector({ dist = process.env.COUNTERSIGN_DIST ?? 'node_modules/countersign/dist' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-www-'))
  const sizes = assemble(folder, { dist })
  const bodies = Object.fromEntries(Object.keys(sizes).map((name) => [name, gzipSync(readFileSync(join(folder, name)))]))
  rmSync(folder, { recursive: true, force: true })
  const asked = []
  const server = createServer((request, response) => {
    asked.push(request.url)
    const name = request.url === '/' ? 'index.html' : request.url.slice(1)
    if (!Object.hasOwn(sizes, name)) return response.writeHead(404).end()
    const headers = { 'content-type': TYPES[name.split('.').at(-1)], 'content-encoding': 'gzip', 'cache-control': 'no-cache' }
    response.writeHead(200, headers).end(bodies[name])
  })
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  const close = () => new Promise((closed) => {
    server.close(closed)
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${server.address().port}/`, sizes, asked, close }
}
