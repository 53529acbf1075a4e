import { readFileSync, readdirSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { budget } from './entries.js'
import { pkg } from './paths.js'

/** A table of what each built file weighs; fails where one has outgrown its budget. */
export function sizes() {
  const files = readdirSync(pkg('dist'), { recursive: true }).filter((file) => /\.(wasm|js)$|^later\.cjs$/.test(file)).sort()
  const rows = files.map((file) => ({ file: file.replaceAll('\\', '/'), ...weigh(readFileSync(pkg(`dist/${file}`))) }))
  const lines = rows.map(({ file, raw, gzip, brotli }) => line(file, raw, gzip, brotli))
  console.log([line('pkg/dist', 'bytes', 'gzip', 'brotli'), ...lines].join('\n'))
  for (const { file, gzip } of rows)
    if (gzip > budget[file]) throw new Error(`${file} is ${gzip} bytes gzipped; its budget is ${budget[file]} (xtask/js/entries.js)`)
}

const weigh = (bytes) => ({
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length,
})

const line = (name, ...numbers) => `| ${name.padEnd(22)}${numbers.map((number) => String(number).padStart(10)).join('')}`
