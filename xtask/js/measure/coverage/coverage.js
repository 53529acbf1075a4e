// `cargo xtask coverage js`: which lines of pkg/ no test in Node runs.

import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../../paths.js'
import { endThoseIn } from '../left-behind.js'
import { unexplained } from './explained.js'
import { linesRun } from './lines.js'
import { makeProject } from '../project.js'
import { testFiles } from '../units.js'

const WORKERS = 2

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopping.abort())
const project = makeProject()
stopping.signal.addEventListener('abort', () => endThoseIn(project.folder))
const temporary = join(project.folder, 'tmp')
try {
  mkdirSync(temporary)
  const reports = join(project.folder, 'coverage')
  mkdirSync(reports)
  const waiting = testFiles(project.project)
  console.log(`${waiting.length} files of tests, ${WORKERS} at a time`)
  await Promise.all(Array.from({ length: WORKERS }, () => work(waiting, reports)))
  if (stopping.signal.aborted) process.exitCode = 1
  else {
    const files = linesRun(reports, project)
    print(files)
    explain(files)
  }
} finally {
  endThoseIn(project.folder)
  project.remove()
}

/** @param {string[]} waiting files of tests @param {string} reports */
async function work(waiting, reports) {
  for (let file; !stopping.signal.aborted && (file = waiting.shift()) !== undefined; ) {
    const env = { ...process.env, NODE_V8_COVERAGE: reports, COUNTERSIGN_REPOSITORY: repository(), TMPDIR: temporary }
    const child = spawn(process.execPath, [file], { cwd: project.project, env, stdio: ['ignore', 'pipe', 'pipe'], signal: stopping.signal, killSignal: 'SIGKILL' })
    child.on('error', () => {})
    const printed = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => printed.push(bytes))
    const code = await new Promise((resolve) => child.on('close', resolve))
    if (code === 0 || stopping.signal.aborted) continue
    process.exitCode = 1
    console.log(`${file} failed: its lines are counted as far as it came\n${Buffer.concat(printed)}`)
  }
}

/** @param {Map<string, Map<number, number>>} files */
function print(files) {
  row('file', 'lines', 'run', 'lines of which no test runs all')
  const folders = new Map()
  for (const [name, lines] of files) {
    const missing = missingOf(lines)
    row(name, lines.size, percent(lines.size - missing.length, lines.size), ranges(missing))
    for (const folder of [name.slice(0, name.lastIndexOf('/')), 'all of pkg']) {
      const [all, run] = folders.get(folder) ?? [0, 0]
      folders.set(folder, [all + lines.size, run + lines.size - missing.length])
    }
  }
  console.log()
  row('folder', 'lines', 'run', '')
  for (const [folder, [all, run]] of [...folders].sort(([a], [b]) => (a === 'all of pkg' ? 1 : b === 'all of pkg' ? -1 : a < b ? -1 : 1))) row(folder, all, percent(run, all), all === run ? '' : `${all - run} lines`)
}

/** Names each line that has no reason in tests/coverage-explained.json, with its text. @param {Map<string, Map<number, number>>} files */
function explain(files) {
  const missing = [...files].flatMap(([file, lines]) => {
    const texts = readFileSync(repository(file), 'utf8').split('\n')
    return missingOf(lines).map((line) => ({ file, line, text: texts[line - 1].trim() }))
  })
  const { lines, stale } = unexplained(missing)
  if (lines.length > 0) console.log('\nneither run nor in tests/coverage-explained.json:')
  for (const { file, line, text } of lines) console.log(`${file}:${line}: ${text}`)
  if (stale.length > 0) console.log('\nin tests/coverage-explained.json, and run or gone:')
  for (const { file, line = 'all of it' } of stale) console.log(`${file}: ${line}`)
  if (lines.length > 0 || stale.length > 0) process.exitCode = 1
}

/** @param {Map<number, number>} lines */
function missingOf(lines) {
  return [...lines].filter(([, times]) => times === 0).map(([line]) => line).sort((a, b) => a - b)
}

function row(name, lines, run, rest) {
  console.log(`${name.padEnd(36)} ${String(lines).padStart(6)} ${run.padStart(8)}  ${rest}`.trimEnd())
}

function percent(part, whole) {
  return `${((100 * part) / Math.max(whole, 1)).toFixed(1)} %`
}

/** `3, 7-9` @param {number[]} lines */
function ranges(lines) {
  const found = []
  for (const line of lines) {
    const last = found.at(-1)
    if (last?.[1] === line - 1) last[1] = line
    else found.push([line, line])
  }
  return found.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(', ')
}
