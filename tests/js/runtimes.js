// Runs the one suite in every runtime, in the folder of a project that has the tarball: `node tests/js/runtimes.js`.

import { NotRun } from './runners/installed.js'
import bun from './runners/bun.js'
import bundlers, { forNode } from './runners/bundlers.js'
import chromium from './runners/chromium.js'
import deno from './runners/deno.js'
import node from './runners/node.js'
import workerd from './runners/workerd.js'
import edgeRuntime from './runners/edge-runtime.js'
import firefox from './runners/firefox.js'
import next from './runners/next.js'
import { others } from './runners/node.js'
import typescript from './runners/typescript.js'
import webkit from './runners/webkit.js'
import wrangler from './runners/wrangler.js'

const core = [...node, ...forNode, ...workerd, ...deno, ...bun, ...chromium]
const further = [...others, ...wrangler, ...edgeRuntime, ...next, ...firefox, ...webkit, ...bundlers, ...typescript]

const row = (...cells) => console.log(`| ${cells.map((cell, column) => String(cell).padEnd([12, 15, 14][column] ?? 7)).join(' | ')} |`)

const total = { passed: 0, failed: 0 }
row('runtime', 'how', 'version', 'passed', 'failed')
for (const { name, how, run } of process.argv.includes('--all') ? [...core, ...further] : core) {
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
