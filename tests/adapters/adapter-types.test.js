import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'

test("the adapters put a typed token on each framework's request", () => {
  // skipLibCheck: the declarations of the frameworks are not ours to mend.
  const compilerOptions = { module: 'nodenext', target: 'es2022', strict: true, noEmit: true, skipLibCheck: true, types: ['node'], lib: ['es2022', 'dom', 'dom.iterable'] }
  writeFileSync('tests/adapters/types/tsconfig.json', JSON.stringify({ compilerOptions, files: ['adapters.mts'] }))
  const { stdout, status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--project', 'tests/adapters/types/tsconfig.json'], { encoding: 'utf8' })
  assert.equal(status, 0, stdout)
})
