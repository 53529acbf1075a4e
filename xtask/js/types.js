// pkg/types: what tsc reads from the JSDoc, once for `import` and once for `require`.

import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { pkg, repository } from './paths.js'

export function types() {
  rmSync(pkg('types'), { recursive: true, force: true })
  const tsc = repository('node_modules/typescript/bin/tsc')
  try {
    execFileSync(process.execPath, [tsc, '--project', pkg('tsconfig.json')], { cwd: repository(), encoding: 'utf8' })
  } catch (error) {
    throw new Error(`tsc --project pkg/tsconfig.json\n${error.stdout}`)
  }
  // Commands have no types to offer.
  rmSync(pkg('types/bin'), { recursive: true, force: true })
  // What stands behind the handles that private fields hold.
  mkdirSync(pkg('types/wasm'))
  copyFileSync(pkg('wasm/countersign_bg.d.ts'), pkg('types/wasm/countersign_bg.d.ts'))
  // The nearest package.json says what a .d.ts describes: the same files below this one are those of CommonJS.
  for (const folder of readdirSync(pkg('types'))) cpSync(pkg(`types/${folder}`), pkg(`types/cjs/${folder}`), { recursive: true })
  writeFileSync(pkg('types/cjs/package.json'), '{ "type": "commonjs" }\n')
}
