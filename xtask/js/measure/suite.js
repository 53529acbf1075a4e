// The one suite as a program that ends at the first test that fails: `node suite.js PROJECT [NAME…]`.

import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [, , project, ...names] = process.argv
const load = (file) => import(pathToFileURL(join(project, 'tests/js/suite', file)).href)
const { tests } = await all()
for (const name of tests) {
  if (names.length > 0 && !names.includes(name)) continue
  globalThis.__runs?.(name)
  const start = performance.now()
  const { failed } = await (await load('index.js')).run((known) => known === name)
  if (failed.length > 0) process.exit(1)
  if (process.env.COUNTERSIGN_TIMES !== undefined) appendFileSync(process.env.COUNTERSIGN_TIMES, `${JSON.stringify([name, performance.now() - start])}\n`)
}

/** The names of all tests: none is wanted. */
async function all() {
  const { run } = await load('index.js')
  const tests = []
  await run((name) => void tests.push(name))
  return { tests: [...new Set(tests)] }
}
