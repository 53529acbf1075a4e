// Everything that can be imported from the package, in one place: bundles, types, `exports` and the size report derive from it.

import { existsSync, readdirSync } from 'node:fs'

const pkg = new URL('../../pkg/', import.meta.url)

/**
 * The main entry, once per way of loading wasm. `wasm` is what stays in the bundle where the source imports it:
 * the bytes as base64, or an import that the runtime itself resolves.
 */
export const loaders = [
  { name: 'index', source: 'runtimes/index.js', formats: ['esm', 'cjs'] },
  { name: 'workerd', source: 'runtimes/workerd.js', formats: ['esm'], condition: 'workerd' },
  { name: 'edge-light', source: 'runtimes/edge-light.js', formats: ['esm'], condition: 'edge-light' },
  { name: 'slim', source: 'runtimes/slim.js', formats: ['esm', 'cjs'], path: './slim' },
]

/** The entries that stand on the main one and import it by its name, so that there is one wasm instance. */
export const modules = [
  ...one('./service', 'service/index.js'),
  ...one('./account', 'account/index.js'),
  ...one('./client', 'client/index.js'),
  ...folder('./', 'adapters'),
  ...folder('./stores/', 'stores'),
  ...folder('./persistence/', 'persistence'),
]

/**
 * The files of the main entry that no first verification calls. In Node they are one file of their own, loaded when something
 * of them is first used: a script takes time by its length to compile. Everywhere else they are part of the bundle.
 */
export const deferred = ['lib/wasm/later.js', 'lib/encoding/zlib.js', 'lib/remote/document.js', 'lib/dpop/proof-check.js']

/** The commands: `npx countersign`. */
export const commands = one('countersign', 'bin/countersign.js').map((entry) => ({ ...entry, name: 'bin' }))

/** Where a jump would go unnoticed otherwise: gzip bytes. */
export const budget = {
  'countersign.wasm': 144 * 1024,
  'first.wasm': 66 * 1024,
  'node.js': 15.25 * 1024,
  'workerd.js': 20.5 * 1024,
  'index.js': 209 * 1024,
  'client.js': 9 * 1024,
  // What the commands share; the server and the sessions are files in cli/, which no other command loads.
  'bin.js': 11.5 * 1024,
}

function one(path, source) {
  return existsSync(new URL(source, pkg)) ? [{ path, name: path.replace(/^\.\//, ''), source }] : []
}

// Files beside each other are entries; what they share lives in a folder below.
function folder(path, name) {
  const url = new URL(`${name}/`, pkg)
  if (!existsSync(url)) return []
  const files = readdirSync(url).filter((file) => file.endsWith('.js')).sort()
  return files.flatMap((file) => one(path + file.slice(0, -3), `${name}/${file}`))
}
