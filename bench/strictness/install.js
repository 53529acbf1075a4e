import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const folder = at('../.tmp/strictness')

/** Installs the packed package beside a copy of the judge, so that it judges what users install; answers the folder. */
export function install(tarball) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/package.json`, '{ "private": true, "type": "module" }')
  const packed = tarball ?? `./${JSON.parse(npm('pack', at('../../pkg'), '--json', '--ignore-scripts', '--workspaces=false'))[0].filename}`
  npm('install', packed, '--no-package-lock', '--workspaces=false', '--no-audit', '--no-fund', '--omit=peer')
  cpSync(at('.'), `${folder}/strictness`, { recursive: true })
  cpSync(at('../../tests/vectors'), `${folder}/vectors`, { recursive: true })
  return folder
}

const npm = (...parameters) => execFileSync('npm', parameters, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
