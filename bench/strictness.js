import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { install } from './strictness/install.js'
import { table, page } from './strictness/report.js'
import { replaceMarked } from './report/markdown.js'

// node bench/strictness.js [--json] [--write] [--tarball FILE]
const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, write: { type: 'boolean', default: false }, tarball: { type: 'string' } },
})

const folder = install(values.tarball)
const printed = execFileSync(process.execPath, ['strictness/judge.js'], { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 })
const results = JSON.parse(printed.split('\n').at(-2))

if (values.json) console.log(JSON.stringify(results, null, 2))
else console.log(table(results))
if (values.write) replaceMarked(new URL('../docs/strictness.md', import.meta.url), page(results))
