import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os'
import { folder } from './sandbox.js'

const PEERS = ['jose', 'fast-jwt', '@node-rs/jsonwebtoken', 'aws-jwt-verify', 'hono']

/** What a number without its surroundings would be worth nothing without. */
export function machine() {
  const [{ model }] = cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: { processor: model, cores: cpus().length, memory: totalmem(), system: `${type()} ${release()} ${arch()}`, load: loadavg()[2] },
    versions: { countersign: commit(), ...Object.fromEntries(PEERS.map((name) => [name, installed(name)])) },
  }
}

function installed(name) {
  const require = createRequire(import.meta.url)
  const path = require.resolve.paths(name).map((root) => `${root}/${name}/package.json`).find(readable)
  return JSON.parse(readFileSync(path, 'utf8')).version
}

function readable(path) {
  try {
    return readFileSync(path)
  } catch {
    return false
  }
}

function commit() {
  const { version } = JSON.parse(readFileSync(`${folder}/node_modules/countersign/package.json`, 'utf8'))
  try {
    return `${version} (${execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim()})`
  } catch {
    return version
  }
}
