import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { repository } from '../paths.js'
import { assemble } from '../www.js'
import { demo } from './demo.js'

const folder = repository('target/www')
const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
}

/** Serves the inspector and the demo on this machine alone; answers their origin. */
export async function serve(port) {
  assemble(folder)
  const server = createServer(async (incoming, outgoing) => {
    const response = (await page(incoming)) ?? (await api(requestOf(incoming, origin)))
    const { headers, body } = compressed(incoming, response.headers, Buffer.from(await response.arrayBuffer()))
    // To HEAD, Node sends the headers alone.
    outgoing.writeHead(response.status, { ...headers, 'content-length': body.length }).end(body)
  })
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${server.address().port}`
  const api = demo(origin)
  return origin
}

/** A file of the inspector, if the request is for one. */
async function page({ method, url }) {
  const path = normalize(url.replace(/[?#].*/, ''))
  const file = join(folder, path === '/' ? 'index.html' : path)
  if (!['GET', 'HEAD'].includes(method) || !file.startsWith(folder) || !existsSync(file) || extname(file) === '') return undefined
  const headers = { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'cache-control': 'no-store' }
  return new Response(await readFile(file), { headers })
}

/** In gzip, if the client takes it: as any host of the page would send it. */
function compressed({ headers: { 'accept-encoding': accepted = '' } }, headers, body) {
  const given = Object.fromEntries(headers)
  if (body.length < 1024 || !/\bgzip\b(?!;q=0(?:\.0*)?(?:,|$))/.test(accepted)) return { headers: given, body }
  return { headers: { ...given, 'content-encoding': 'gzip', vary: 'accept-encoding' }, body: gzipSync(body) }
}

function requestOf(incoming, origin) {
  const { method, url, headersDistinct } = incoming
  const headers = Object.entries(headersDistinct).flatMap(([name, values]) => values.map((value) => [name, value]))
  const body = method === 'GET' || method === 'HEAD' ? undefined : Readable.toWeb(incoming)
  // What GET would answer, without its body.
  return new Request(origin + url, { method: method === 'HEAD' ? 'GET' : method, headers, body, duplex: 'half' })
}
