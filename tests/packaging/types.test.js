import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { TokenError } from 'countersign'

const tsc = 'node_modules/typescript/bin/tsc'
const files = readdirSync('tests/types').filter((name) => /\.[mc]ts$/.test(name))

for (const [module, moduleResolution] of [['node16', 'node16'], ['nodenext', 'nodenext'], ['esnext', 'bundler']]) {
  test(`the types say what the API takes and answers (${moduleResolution})`, () => {
    const config = `tests/types/tsconfig.${moduleResolution}.json`
    // What is left out on purpose: skipLibCheck, so that the package's own declarations are checked too.
    const compilerOptions = { module, moduleResolution, target: 'es2022', strict: true, noEmit: true, types: [], lib: ['es2022', 'dom', 'dom.iterable'] }
    const include = files.filter((name) => moduleResolution !== 'bundler' || name.endsWith('.mts'))
    writeFileSync(config, JSON.stringify({ compilerOptions, files: include }))
    const { stdout, status } = spawnSync(process.execPath, [tsc, '--project', config], { encoding: 'utf8' })
    assert.equal(status, 0, stdout)
  })
}

test('the codes of the type are those of the wasm', () => {
  const declaration = readFileSync('node_modules/countersign/types/lib/error.d.ts', 'utf8')
  const union = declaration.slice(declaration.indexOf('type TokenErrorCode'))
  assert.deepEqual([...union.matchAll(/ERR_[A-Z_]+/g)].map(([code]) => code).sort(), [...TokenError.codes].sort())
})
