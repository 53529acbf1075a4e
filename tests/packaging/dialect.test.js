import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { repository } from '../support/repository.js'

const EXPORTED_ARROW = /^export (?:const|let) (\w+) =\s*(?:async\s*)?(?:\w+|\((?:[^()]|\([^()]*\))*\))\s*=>/gm

const isSource = (path) => /\.m?js$/.test(path) && !/node_modules|\.tmp|^pkg\/(dist|types|wasm)/.test(path.replaceAll('\\', '/'))

// TypeScript drops the JSDoc of an exported arrow. What a file keeps to itself may be one.
for (const place of ['pkg', 'tests', 'bench', 'xtask']) {
  test(`an exported function of ${place} is declared as a function`, () => {
    const files = readdirSync(repository(place), { recursive: true }).map((path) => join(place, path)).filter(isSource)
    assert.ok(files.length > 10, 'the sources are found')
    const found = files.flatMap((file) => [...readFileSync(repository(file), 'utf8').matchAll(EXPORTED_ARROW)].map(([, name]) => `${file}: ${name}`))
    assert.deepEqual(found, [])
  })
}

test('an exported arrow is found however it is written', () => {
  const sources = ['const f = () => 1', 'const f = async (a, { b = g(1) } = {}) => {', 'const f = a => b', 'const f = (\n  a,\n) => b', 'let f = async a => b']
  for (const source of sources) assert.ok(`export ${source}`.match(EXPORTED_ARROW), source)
  for (const source of ['function f() {}', 'const f = check((a) => a)', 'const f = (a + 1)']) assert.ok(!`export ${source}`.match(EXPORTED_ARROW), source)
})
