// `cargo xtask mutants js [FILE[:LINE]…] [--tests FILE]… [--tries N] [--shard K/N] [--minutes N]`: changes the package in
// every small way and sees whether a test notices. All changes are in one build, asleep; each is woken in runs of its own
// of the tests that reach it: in all of them, or in the N that are likeliest to notice.

import { parseArgs } from 'node:util'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { repository } from '../../paths.js'
import { accepted } from './accepted.js'
import { reachOf } from './baseline.js'
import { Plan, isOfStores, isUsual } from './plan.js'
import { makeProject, sources } from '../project.js'
import { lineOf, print } from './report.js'
import { run } from './run.js'
import { schemata } from './schemata.js'
import { SUITE, units } from '../units.js'

const WORKERS = 2
/** The number of no change. */
const NONE = -1

/**
 * How the package starts in each runtime, which the one suite shows there; the commands, whose tests start programs; and
 * the page, which runs in browsers.
 */
const LEFT_OUT = /^pkg\/(bin|runtimes|cli|lib\/wasm|account\/page)\//

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tests: { type: 'string', multiple: true }, tries: { type: 'string', default: '1000' }, shard: { type: 'string', default: '1/1' }, minutes: { type: 'string', default: '600' } },
})
const [part, parts] = values.shard.split('/').map(Number)
const [minutes, tries] = [Number(values.minutes), Number(values.tries)]
/** In the order in which they are tried. */
const named = positionals.map((text) => {
  const [name, line] = text.split(':')
  return { name: name.replace(/\/$/, ''), line: line === undefined ? undefined : Number(line) }
})
const odd = [...named.map(({ name }) => name), ...(values.tests ?? [])].find((name) => !existsSync(repository(name)))
if (odd !== undefined) throw new Error(`there is no ${odd}: name files or folders, such as pkg/lib/token/cache.js`)
if (!(part >= 1 && part <= parts && minutes > 0 && tries > 0)) throw new Error('--shard takes K/N, --minutes and --tries a number')

const isIn = (file, { name }) => `${file}/`.startsWith(`${name}/`)
const isNamed = (file) => (named.length > 0 ? named.some((each) => isIn(file, each)) : !LEFT_OUT.test(file))
const placeOf = (file) => named.findIndex((each) => isIn(file, each))
const isWanted = ({ file, line }) => named.length === 0 || named.some((each) => isIn(file, each) && (each.line ?? line) === line)
const start = performance.now()
// Whoever loses patience has the results so far, and no server of ours is left behind.
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort())
/** @type {import('./schemata.js').Mutant[]} */
const mutants = []
const wanted = new Set(sources().filter(isNamed))
const project = makeProject((name, text) => {
  if (!wanted.has(name)) return text
  const changed = schemata(name, text, mutants.length)
  mutants.push(...changed.mutants)
  return `const __mutant = globalThis.__mutant ?? (() => false)\n${changed.text}`
})
const servers = []
try {
  const environments = await startServers()
  const worker = (index) => ({ project: project.project, temporary: join(project.folder, `tmp-${index}`), env: environments[index], signal: stopping.signal })
  const reaches = []
  const areStoresWanted = [...wanted].some(isOfStores)
  const waiting = units(project.project).filter(
    ({ file, store }) => (areStoresWanted || isUsual(store)) && (values.tests?.some((name) => isIn(file, { name: name.replace(/\/$/, '') })) ?? true))
  await inParallel(async (index) => {
    for (let unit; (unit = waiting.shift()) !== undefined; ) reaches.push(await reachOf({ ...worker(index), folder: project.folder, unit }))
  })
  const { reasons, stale } = accepted(mutants, (file) => wanted.has(file))
  const mine = mutants.filter(isWanted).filter(({ id }) => id % parts === part - 1).sort((a, b) => placeOf(a.file) - placeOf(b.file))
  console.log(`${mine.length} mutants, ${reaches.length} runs of tests; ${seconds()} s so far`)
  const plan = new Plan(reaches, mutants)
  const queue = mine.filter(({ id }) => !reasons.has(id))
  const results = new Map(mine.filter(({ id }) => reasons.has(id)).map(({ id }) => [id, 'accepted']))
  await inParallel(async (index) => {
    for (let mutant; !stopping.signal.aborted && seconds() < minutes * 60 && (mutant = queue.shift()) !== undefined; ) {
      const outcome = await outcomeOf(mutant, plan, worker(index))
      if (outcome === 'stopped') return
      results.set(mutant.id, outcome)
      if (outcome === 'survived' || outcome === 'not reached') console.log(lineOf(mutant, outcome))
      if (results.size % 100 === 0) console.log(`${results.size} of ${mine.length}; ${seconds()} s so far`)
    }
  })
  const isGood = print({ mutants: mine, results, stale })
  console.log(`\n${seconds()} s`)
  if (!isGood || stopping.signal.aborted) process.exitCode = 1
} finally {
  for (const server of servers) await server?.[Symbol.asyncDispose]()
  project.remove()
}

/** @param {import('./schemata.js').Mutant} mutant @param {Plan} plan */
async function outcomeOf(mutant, plan, { env, ...worker }) {
  // The one suite takes its time, and knows most.
  const runs = plan.runs(mutant).filter(({ unit }, n) => n < tries || unit.file === SUITE)
  if (runs.length === 0) return 'not reached'
  for (const each of runs) {
    const tried = (/** @type {number} */ id, /** @type {number} */ seconds) =>
      run({ ...worker, unit: each.unit, names: each.names, env: { ...env, COUNTERSIGN_MUTANT: String(id) }, seconds })
    let { outcome } = await tried(mutant.id, patience(each.ms))
    if (outcome === 'timeout') {
      // A machine that is busier than it was must not look like a loop without end: how long does it take without the change?
      const { ms } = await tried(NONE, 120)
      if (ms > each.ms) ({ outcome } = await tried(mutant.id, patience(ms)))
    }
    if (outcome === 'passed') continue
    if (outcome === 'stopped') return outcome
    plan.note(mutant, each)
    return outcome === 'failed' ? 'killed' : 'timed out'
  }
  return 'survived'
}

/** For how many seconds tests are waited for that took so long. @param {number} ms */
function patience(ms) {
  return 4 + (5 * ms) / 1000
}

/** A PostgreSQL for all, and a Redis for each, which is emptied again and again. */
async function startServers() {
  const { startPostgres, startRedis } = await import(pathToFileURL(join(project.project, 'tests/service/support/servers.js')).href)
  const started = await Promise.allSettled([startPostgres(), ...Array.from({ length: WORKERS }, () => startRedis())])
  // Those that did start have to be stopped, whatever became of the others.
  servers.push(...started.map(({ value }) => value))
  const failed = started.find(({ status }) => status === 'rejected')
  if (failed !== undefined) throw failed.reason
  const [postgres, ...redis] = servers
  const given = (name, server) => server !== undefined && { [name]: server.url }
  return redis.map((each) => ({ ...given('COUNTERSIGN_TEST_POSTGRES', postgres), ...given('COUNTERSIGN_TEST_REDIS', each) }))
}

/** @param {(index: number) => Promise<void>} work */
async function inParallel(work) {
  await Promise.all(Array.from({ length: WORKERS }, (_, index) => work(index)))
}

function seconds() {
  return Math.round((performance.now() - start) / 1000)
}
