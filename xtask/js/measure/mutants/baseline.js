// The tests on the package as it is: which mutants each of them reaches, and how long it takes.

import { mkdirSync, readFileSync, readdirSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.js'

/**
 * @param {{ project: string, folder: string, unit: import('../units.js').Unit, env: Record<string, string>, temporary: string, signal: AbortSignal }} options
 * @returns {Promise<Reach>}
 */
export async function reachOf({ folder, unit, env, ...options }) {
  const reached = join(folder, 'reached', unit.name.replace(/\W/g, '-'))
  const times = join(reached, 'times')
  mkdirSync(reached, { recursive: true })
  const own = { ...env, COUNTERSIGN_REACHED: reached, COUNTERSIGN_TIMES: times }
  let { outcome, ms, printed } = await run({ ...options, unit, env: own, seconds: 300 })
  // A test that a busy machine disturbs gets a second chance: with it, every change would look noticed.
  if (outcome !== 'passed' && outcome !== 'stopped') ({ outcome, ms, printed } = await run({ ...options, unit, env: own, seconds: 300 }))
  if (outcome === 'stopped') return { unit, outside: new Set(), tests: new Map(), start: 0 }
  if (outcome !== 'passed') {
    // It would notice every change.
    process.exitCode = 1
    console.log(`${unit.name} does not pass as things are, and is left out:\n${printed}`)
    return { unit, outside: new Set(), tests: new Map(), start: 0 }
  }
  /** @type {Map<string, { ids: Set<number>, ms: number }>} */
  const tests = new Map()
  const test = (name) => tests.get(name) ?? tests.set(name, { ids: new Set(), ms: 0 }).get(name)
  if (existsSync(times)) {
    for (const line of readFileSync(times, 'utf8').split('\n').filter(Boolean)) {
      const [name, took] = JSON.parse(line)
      test(name).ms += took
    }
  }
  for (const file of readdirSync(reached).filter((name) => name.endsWith('.json'))) {
    for (const [name, ids] of Object.entries(JSON.parse(readFileSync(join(reached, file), 'utf8')))) ids.forEach((id) => test(name).ids.add(id))
  }
  const outside = tests.get('')?.ids ?? new Set()
  tests.delete('')
  const inTests = [...tests.values()].reduce((sum, each) => sum + each.ms, 0)
  return { unit, outside, tests, start: Math.max(ms - inTests, 0) }
}

/**
 * @typedef {object} Reach
 * @property {import('../units.js').Unit} unit
 * @property {Set<number>} outside what is reached before or after the tests
 * @property {Map<string, { ids: Set<number>, ms: number }>} tests
 * @property {number} start milliseconds that a run takes beside its tests
 */
