// The second half of `cargo xtask build`: from pkg/wasm and pkg's own files to a package that `npm pack ./pkg` can take.

import { copyFileSync } from 'node:fs'
import { bundle } from './bundle.js'
import { manifest } from './manifest.js'
import { pkg, repository } from './paths.js'
import { sizes } from './sizes.js'
import { types } from './types.js'

try {
  await bundle()
  types()
  manifest()
  for (const file of ['README.md', 'CHANGELOG.md', 'LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(repository(file), pkg(file))
  sizes()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
