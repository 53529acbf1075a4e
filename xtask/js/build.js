// The second half of `cargo xtask build`: from pkg/wasm and pkg's own files to a package that `npm pack ./pkg` can take.
// `--no-sizes` leaves the table out, and with it the budgets.

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { reference } from './api.js'
import { bundle } from './bundle.js'
import { manifest } from './manifest.js'
import { pkg, repository } from './paths.js'
import { sizes } from './sizes.js'
import { types } from './types.js'

try {
  await bundle()
  types()
  manifest()
  api()
  for (const file of ['README.md', 'CHANGELOG.md', 'LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(repository(file), pkg(file))
  if (!process.argv.includes('--no-sizes')) sizes()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}

/** Writes docs/api.md where it differs, and says so: it is committed. */
function api() {
  const text = reference(pkg())
  if (text === readFileSync(repository('docs/api.md'), 'utf8')) return
  writeFileSync(repository('docs/api.md'), text)
  console.log('docs/api.md: follows the JSDoc again; commit it')
}
