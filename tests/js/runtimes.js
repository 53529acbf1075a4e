// Runs the one suite in every runtime, in the folder of a project that has the tarball: `node tests/js/runtimes.js`.

import { NotRun } from './runners/installed.js'
import bun from './runners/bun.js'
import chromium from './runners/chromium.js'
import deno from './runners/deno.js'
import node from './runners/node.js'
import workerd from './runners/workerd.js'

const row = (...cells) => console.log(`| ${cells.map((cell, column) => String(cell).padEnd([10, 14, 18][column] ?? 7)).join(' | ')} |`)

const total = { passed: 0, failed: 0 }
row('runtime', 'how', 'version', 'passed', 'failed')
for (const { name, how, run } of [...node, ...workerd, ...deno, ...bun, ...chromium]) {
  const { version, passed, failed, notRun } = await run().catch(excuse)
  if (notRun) {
    row(name, how, '', 'not run', notRun)
    // There every runtime of this list can be had: a missing one would go unnoticed.
    if (process.env.CI) total.failed++
    continue
  }
  row(name, how, version, passed, failed.length)
  for (const { name: test, error } of failed) console.log(`${name}: ${test}\n${error}`)
  total.passed += passed
  total.failed += failed.length
}
console.log(`\n${total.passed} passed, ${total.failed} failed`)
if (total.failed) process.exitCode = 1

function excuse(error) {
  if (error instanceof NotRun) return { notRun: error.message }
  return { version: '', passed: 0, failed: [{ name: 'the suite did not run', error: error.stack }] }
}
