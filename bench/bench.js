import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { coldStarts } from './cold-start.js'
import { machine } from './machine.js'
import { chart } from './report/chart.js'
import { holds } from './report/gate.js'
import { markdown, replaceMarked } from './report/markdown.js'
import { print } from './report/terminal.js'
import { processes, run, version } from './runtimes.js'
import { folder, prepare } from './sandbox.js'
import { sizes } from './sizes.js'
import { inWorkerd, workerdVersion } from './workerd.js'

// node bench/bench.js [--quick] [--json] [--write] [--gate] [--runtime NAME]… [--part NAME]… [--tarball FILE]
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    gate: { type: 'boolean', default: false },
    runtime: { type: 'string', multiple: true },
    part: { type: 'string', multiple: true, default: ['race', 'bound', 'cold', 'growth', 'memory', 'size'] },
    tarball: { type: 'string' },
  },
})

const runners = values.runtime ?? ['Node 20', 'Node 24', 'Deno', 'Bun', 'workerd']
// Engines differ more in how they start than in how they run: more of them.
const starters = values.runtime ?? Object.keys(processes)
const SCENARIOS = ['verify', 'repeated', 'copied', 'issue', 'decode']
const pace = values.quick
  ? {
      race: { rounds: 9, budget: 5, warmup: 150 },
      slope: { rounds: 5, budget: 40, warmup: 150 },
      bound: { rounds: 15, budget: 2, warmup: 50 },
      growth: { rounds: 5, budget: 5, warmup: 100 },
      starts: 5,
      verifies: 20_000,
    }
  : {
      race: { rounds: 61, budget: 10, warmup: 500 },
      slope: { rounds: 15, budget: 100, warmup: 500 },
      bound: { rounds: 201, budget: 2, warmup: 200 },
      growth: { rounds: 21, budget: 10, warmup: 200 },
      starts: 25,
      verifies: 1_000_000,
    }

const say = (text) => process.stderr.write(`${text}\n`)
const parts = {
  race: async () => Object.fromEntries(await inOrder(runners, async (runtime) => {
    say(`racing in ${runtime} …`)
    if (runtime === 'workerd') return [runtime, { version: workerdVersion(), ...(await inWorkerd(SCENARIOS, pace.slope)) }]
    return [runtime, { version: version(runtime), ...run(runtime, 'race', [JSON.stringify({ scenarios: SCENARIOS, ...pace.race })]) }]
  })),
  bound: () => (say('proving …'), run('Node 20', 'bound', [JSON.stringify(pace.bound)])),
  cold: () => (say('starting cold …'), coldStarts(starters.filter((name) => name in processes), pace.starts)),
  growth: () => (say('growing …'), run('Node 24', 'growth', [JSON.stringify(pace.growth)])),
  memory: () => (say('watching the memory …'), run('Node 24', 'memory', [String(pace.verifies)], ['--expose-gc'])),
  size: () => sizes(folder),
}

prepare(values)
const results = { ...machine(), quick: values.quick }
for (const part of values.part) results[part] = await parts[part]()

if (values.json) console.log(JSON.stringify(results, null, 2))
else print(results)
if (values.write) {
  const docs = new URL('../docs/', import.meta.url)
  replaceMarked(new URL('performance.md', docs), markdown(results))
  writeFileSync(new URL('performance.svg', docs), chart(results))
}
if (values.gate && !holds(results)) process.exitCode = 1

// One after the other: nothing else may run while something is timed.
async function inOrder(names, task) {
  const answers = []
  for (const name of names) answers.push(await task(name))
  return answers
}
