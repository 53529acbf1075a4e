// The packed tarball in a throw-away project, whose bundles say which source each of their lines came from.

import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { pkg, repository } from '../paths.js'

/** What of the package is written by hand, as it is named in the repository. */
const files = () =>
  readdirSync(pkg(), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(repository(), join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
    .filter((name) => !/^pkg\/(dist|wasm|types|node_modules)\//.test(name))
    .sort()

/** The sources of the package, named likewise. */
export function sources() {
  return files().filter((name) => name.endsWith('.js'))
}

/**
 * Makes the project. Its package is the tarball, but for the bundles: they are made of the sources as `change` has them, in
 * a copy of what builds them, neither minified nor without a source map. The tests find the same files under the same names.
 *
 * @param {(name: string, text: string) => string} [change]
 */
export function makeProject(change = (_name, text) => text) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-measure-'))
  // PostgreSQL runs as a user of its own.
  chmodSync(folder, 0o755)
  const [project, copy] = [join(folder, 'project'), join(folder, 'repository')]
  const dist = join(project, 'node_modules/countersign/dist')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    execFileSync(process.execPath, [repository('tests/packaging/project.js'), project], { stdio: ['ignore', 'ignore', 'inherit'] })
    // Also what is no source: the page of accounts brings its style sheet and its icon.
    for (const name of ['pkg/wasm', 'xtask/js', 'package.json', ...files()]) cpSync(repository(name), join(copy, name), { recursive: true })
    symlinkSync(repository('node_modules'), join(copy, 'node_modules'), 'junction')
    for (const name of sources()) {
      mkdirSync(join(copy, name, '..'), { recursive: true })
      writeFileSync(join(copy, name), change(name, readFileSync(repository(name), 'utf8')))
    }
    const bundle = `import(${JSON.stringify(join(copy, 'xtask/js/bundle.js'))}).then(({ bundle }) => bundle())`
    execFileSync(process.execPath, ['--input-type=module', '--eval', bundle], { cwd: copy, env: { ...process.env, COUNTERSIGN_MAPPED: '1' }, stdio: 'inherit' })
    cpSync(join(copy, 'pkg/dist'), dist, { recursive: true })
  } catch (error) {
    remove()
    throw error
  }
  return { folder, project, copy, dist, remove }
}
