// One run of some tests of a unit, in a process group of its own.

import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { repository } from '../../paths.js'
import { endThoseIn } from '../left-behind.js'
import { SUITE } from '../units.js'

const own = (name) => fileURLToPath(new URL(name, import.meta.url))
const PRELOAD = `--import ${pathToFileURL(own('../preload.js')).href}`

/**
 * Answers 'passed', 'failed' at the first test that fails, 'timeout', or 'stopped' by the signal.
 *
 * @param {{ project: string, unit: import('../units.js').Unit, names?: string[], env: Record<string, string | undefined>, temporary: string, seconds: number, signal: AbortSignal }} options
 * @returns {Promise<{ outcome: 'passed' | 'failed' | 'timeout' | 'stopped', ms: number, printed: string }>}
 */
export async function run({ project, unit, names, env, temporary, seconds, signal }) {
  if (signal.aborted) return { outcome: 'stopped', ms: 0, printed: '' }
  // Wherever a test ends, what it left on disk ends with it.
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true })
  const start = performance.now()
  const child = spawn(process.execPath, commandOf(project, unit, names), {
    cwd: project,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env, ...env, NODE_OPTIONS: PRELOAD, COUNTERSIGN_REPOSITORY: repository(), TMPDIR: temporary,
      ...(unit.store && { COUNTERSIGN_TEST_STORES: unit.store }),
    },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (printed = (printed + bytes).slice(-4000)))
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    end(child)
  }, seconds * 1000)
  const stop = () => end(child)
  signal.addEventListener('abort', stop)
  const code = await new Promise((resolve) => child.on('exit', resolve))
  clearTimeout(timer)
  signal.removeEventListener('abort', stop)
  // What the test started and did not come to stop.
  end(child)
  endThoseIn(temporary)
  const outcome = signal.aborted ? 'stopped' : isLate ? 'timeout' : code === 0 ? 'passed' : 'failed'
  return { outcome, ms: performance.now() - start, printed }
}

const commandOf = (project, { file }, names) => {
  if (file === SUITE) return [own('../suite.js'), project, ...(names ?? [])]
  const pattern = names === undefined ? [] : [`--test-name-pattern=^(?:${names.map(escaped).join('|')})$`]
  return [`--test-reporter=${own('bail.js')}`, ...pattern, join(project, file)]
}

/** @param {string} text for a regular expression */
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

const end = ({ pid }) => {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // All of the group have ended.
  }
}
