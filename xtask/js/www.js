// The inspector as any static host can serve it: the files of www/, and the package's library beside them.
// `node xtask/js/www.js FOLDER`, or `assemble(folder, …)` where the package is another one than this repository's.

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const repository = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Fills `folder` with the page of `source` and the library of `dist`; answers what the files weigh in gzip bytes, by name. */
export function assemble(folder, { source = repository('www'), dist = repository('pkg/dist') } = {}) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  cpSync(source, folder, { recursive: true })
  cpSync(join(dist, 'slim.js'), join(folder, 'slim.js'))
  writeFileSync(join(folder, 'countersign.js'), library(readFileSync(join(dist, 'countersign.wasm'))))
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
  check(files, (file) => readFileSync(join(folder, file), 'utf8'))
  return Object.fromEntries(files.map((file) => [file, gzipSync(readFileSync(join(folder, file)), { level: 9 }).length]))
}

// Compressed before it becomes base64, the wasm weighs on the wire what it would as a file of its own. As a file of its own
// it would have to be fetched, and then the page's policy could no longer forbid every connection.
function library(wasm) {
  return `// Made by \`cargo xtask www\`: the package's own wasm, gzip in base64.
import { init } from './slim.js'
const bytes = Uint8Array.from(atob('${gzipSync(wasm, { level: 9 }).toString('base64')}'), (character) => character.charCodeAt(0))
await init(new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer())
export * from './slim.js'
`
}

/** Two lists name every file: one missing name would keep the service worker from being installed, or cost a round trip. */
function check(files, read) {
  const modules = files.filter((name) => name.endsWith('.js') && name !== 'service-worker.js')
  const named = (file, pattern) => [...read(file).matchAll(pattern)].map(([, name]) => name).sort()
  same('service-worker.js', named('service-worker.js', /'([\w./-]+\.(?:js|css|svg|webmanifest))'/g), files.filter((name) => !['index.html', 'service-worker.js'].includes(name)))
  same('index.html', named('index.html', /(?:href|src)="([\w./-]+\.js)"/g), modules)
}

function same(file, named, there) {
  if (named.join() !== there.join()) throw new Error(`www/${file} names ${named.join(' ')}, and there is ${there.join(' ')}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2])
  const sizes = assemble(folder)
  const sum = (names) => names.reduce((total, name) => total + sizes[name], 0)
  const own = Object.keys(sizes).filter((name) => !['countersign.js', 'slim.js'].includes(name))
  console.log(`${folder}: ${sum(Object.keys(sizes))} bytes in gzip (the page ${sum(own)}, the library ${sizes['slim.js']}, its wasm ${sizes['countersign.js']})`)
}
