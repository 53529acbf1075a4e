// Makes a project of somebody who installed the packed tarball: `node tests/packaging/project.js FOLDER`.
// The tests are copied there, so that nothing in them can reach the work tree.

import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const project = resolve(process.argv[2])
const npm = (...args) =>
  execFileSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

mkdirSync(project, { recursive: true })
writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true, "type": "module" }\n')
const [{ filename, files }] = JSON.parse(npm('pack', join(repository, 'pkg'), '--json', '--ignore-scripts'))
writeFileSync(join(project, 'packed.json'), JSON.stringify({ filename, files: files.map(({ path }) => path) }))
npm('install', `./${filename}`, '--no-audit', '--no-fund', '--omit=peer', '--loglevel=error')

for (const name of packages(join(repository, 'node_modules'))) {
  const link = join(project, 'node_modules', name)
  if (existsSync(link) || name.startsWith('countersign')) continue
  mkdirSync(join(link, '..'), { recursive: true })
  symlinkSync(join(repository, 'node_modules', name), link, 'junction')
}

const isSource = (path) => !['node_modules', '.tmp', 'target'].includes(basename(path))
for (const name of ['tests', 'www', 'docs', 'examples', 'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'])
  if (existsSync(join(repository, name))) cpSync(join(repository, name), join(project, name), { recursive: true, filter: isSource })

for (const name of ['runtimes', 'runtimes-all']) {
  const installed = join(repository, 'tests', name, 'node_modules')
  if (existsSync(installed)) symlinkSync(installed, join(project, 'tests', name, 'node_modules'), 'junction')
}

function packages(folder) {
  return readdirSync(folder).flatMap((name) =>
    name.startsWith('.') ? [] : name.startsWith('@') ? readdirSync(join(folder, name)).map((sub) => `${name}/${sub}`) : [name])
}
