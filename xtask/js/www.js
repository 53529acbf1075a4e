// The inspector as any static host can serve it: what is in www/ as a few small files, the package's library among them.
// `node xtask/js/www.js FOLDER`, or `assemble(folder, …)` where the package is another one than this repository's.

import { buildSync } from 'esbuild'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { pageWasm } from './page-wasm.js'

const repository = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

const AS_THEY_ARE = ['icon.svg', 'index.html', 'manifest.webmanifest']
const BUNDLED = ['fragment.js', 'inspector.js', 'service-worker.js', 'style.css']
/** Files that a bundle leaves beside it: one must run first, the other is the same in every version of the page. */
const BESIDE = ['fragment.js', 'wasm.js']

/** Fills `folder` with the page of `source` and the library of `dist`; answers what the files weigh in gzip bytes, by name. */
export function assemble(folder, { source = repository('www'), dist = repository('pkg/dist') } = {}) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const whole = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-page-')))
  try {
    cpSync(source, whole, { recursive: true })
    const library = readFileSync(join(dist, 'slim.js'), 'utf8')
    const [others, names] = /\bothers\s*=\s*(\[[^\]]*\])/.exec(library)
    writeFileSync(join(whole, 'slim.js'), droppable(library.replace(others, 'others=[]')))
    writeFileSync(join(whole, 'countersign.js'), LIBRARY)
    const called = bundle(whole, 'inspector.js', { minify: false, minifySyntax: true })
    writeFileSync(join(whole, 'wasm.js'), wasm(pageWasm(readFileSync(join(dist, 'countersign.wasm')), Buffer.from(called).toString(), JSON.parse(names.replaceAll('\\\n', '')))))
    for (const name of BUNDLED) writeFileSync(join(folder, name), bundle(whole, name))
    for (const name of [...AS_THEY_ARE, 'wasm.js']) cpSync(join(whole, name), join(folder, name))
  } finally {
    rmSync(whole, { recursive: true, force: true })
  }
  const files = readdirSync(folder).sort()
  check(files, (file) => readFileSync(join(folder, file), 'utf8'))
  return Object.fromEntries(files.map((file) => [file, gzipSync(readFileSync(join(folder, file)), { level: 9 }).length]))
}

// As forty modules, and with what of the library the page never calls, it would weigh a tenth more and cost forty requests.
function bundle(whole, name, how = { minify: true }) {
  const { outputFiles: [{ contents }] } = buildSync({
    entryPoints: [join(whole, name)],
    // Nothing is written there, but what stays beside the bundle is named from there.
    outfile: join(whole, name),
    write: false,
    allowOverwrite: true,
    bundle: true,
    ...how,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    tsconfigRaw: '{}',
    external: BESIDE.filter((each) => each !== name).map((each) => join(whole, each)),
  })
  return contents
}

// A computed name and a call may have effects, for all that a bundler knows: with them, every class of the library would stay.
function droppable(library) {
  return library.replaceAll('[dispose]()', 'dispose()').replace(/(?<!\/)Object\.freeze\(\{\s*\.\.\./g, '/* @__PURE__ */ $&')
}

// Compressed before it becomes base64, the wasm weighs on the wire what it would as a file of its own. As a file of its own
// it would have to be fetched, and then the page's policy could no longer forbid every connection.
function wasm(bytes) {
  return `// Made by \`cargo xtask www\`: what the page calls of the package's wasm, gzip in base64.\nexport const wasm = '${gzipSync(bytes, { level: 9 }).toString('base64')}'\n`
}

const LIBRARY = `
import { init } from './slim.js'
import { wasm } from './wasm.js'
const bytes = Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0))
await init(new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer())
export * from './slim.js'
`

/** Two lists name every file: one missing name would keep the service worker from being installed, or cost a round trip. */
function check(files, read) {
  const modules = files.filter((name) => name.endsWith('.js') && name !== 'service-worker.js')
  const named = (file, pattern) => [...new Set([...read(file).matchAll(pattern)].map(([, name]) => name))].sort()
  same('service-worker.js', named('service-worker.js', /["']([\w./-]+\.(?:js|css|svg|webmanifest))["']/g), files.filter((name) => !['index.html', 'service-worker.js'].includes(name)))
  same('index.html', named('index.html', /(?:href|src)="([\w./-]+\.js)"/g), modules)
  same('inspector.js', named('inspector.js', /\bfrom"\.\/([^"]+)"/g), BESIDE)
}

function same(file, named, there) {
  if (named.join() !== there.join()) throw new Error(`www/${file} names ${named.join(' ')}, and there is ${there.join(' ')}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2])
  const sizes = assemble(folder)
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0)
  console.log(`${folder}: ${total} bytes in gzip (the wasm ${sizes['wasm.js']}, the page and its library ${total - sizes['wasm.js']})`)
}
