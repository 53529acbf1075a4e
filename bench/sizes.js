import { readdirSync, readFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'

/** What a user downloads: the files of `dist/` that a runtime loads, raw and compressed, in bytes. */
export function sizes(folder) {
  const dist = `${folder}/node_modules/countersign/dist`
  return readdirSync(dist)
    .filter((name) => /^(index|node|workerd|edge-light|slim)\.js$|^later\.cjs$|\.wasm$/.test(name))
    .map((name) => {
      const bytes = readFileSync(`${dist}/${name}`)
      return { name, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length }
    })
}
