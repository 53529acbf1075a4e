import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fixture } from './fixture.js'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

/** The throw-away folder where the contest runs: the packed package as a user installs it, never the work tree. */
export const folder = at('.tmp')

// Installed here and not as dependencies: 400 MB that a build does not need, and every `npm run` of the repository would
// find their `node` before the user's.
const platform = process.platform === 'win32' ? 'win' : process.platform
const RUNTIMES = {
  'node-20': `npm:node-${platform}-${process.arch}@20.20.2`,
  'node-22': `npm:node-${platform}-${process.arch}@22.23.3`,
  'node-24': `npm:node-${platform}-${process.arch}@24.21.0`,
  'node-26': `npm:node-${platform}-${process.arch}@26.10.0`,
  deno: '2.9.6',
  bun: '1.4.5',
}

/** Packs `pkg/`, installs it beside the runtimes and puts the contest next to them, so that `import 'countersign'` finds the tarball. */
export function prepare({ tarball } = {}) {
  mkdirSync(folder, { recursive: true })
  const dependencies = { countersign: `file:${pack(tarball)}`, ...RUNTIMES }
  const manifest = JSON.stringify({ private: true, type: 'module', dependencies })
  if (!existsSync(`${folder}/package.json`) || readFileSync(`${folder}/package.json`, 'utf8') !== manifest) {
    writeFileSync(`${folder}/package.json`, manifest)
    npm(['install', '--no-package-lock', '--workspaces=false'])
  }
  rmSync(`${folder}/contest`, { recursive: true, force: true })
  cpSync(at('contest'), `${folder}/contest`, { recursive: true })
  writeFileSync(`${folder}/fixture.json`, JSON.stringify(fixture()))
}

// Named by its content: npm would take a new tarball of the same version for the one it has.
function pack(tarball) {
  if (!tarball) {
    const [{ filename }] = JSON.parse(npm(['pack', at('../pkg'), '--json', '--ignore-scripts', '--workspaces=false']))
    tarball = `${folder}/${filename}`
  }
  const digest = createHash('sha256').update(readFileSync(tarball)).digest('hex').slice(0, 12)
  const named = `${folder}/countersign-${digest}.tgz`
  if (tarball.startsWith(folder)) renameSync(tarball, named)
  else cpSync(tarball, named)
  return named
}

function npm(parameters) {
  return execFileSync('npm', parameters, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}
