import { BASELINE } from '../contest/line-up.js'

const OURS = 'countersign'

/** `{ title, columns, rows }` of every part of the results: the one shape that terminal and document print. */
export function tables({ race, bound, cold, growth, memory, size }) {
  return [
    ...(race ? raceTables(race) : []),
    ...(bound ? [boundTable(bound)] : []),
    ...(cold ? [coldTable(cold)] : []),
    ...(growth ? [growthTable('keys in the set', growth.keys), growthTable('bytes in the token', growth.bytes)] : []),
    ...(memory ? [memoryTable(memory)] : []),
    ...(size ? [sizeTable(size)] : []),
  ]
}

const TITLES = {
  verify: 'Verify: a different token each time, no cache',
  repeated: 'Verify: one token over and over, the same string object',
  copied: 'Verify: one token over and over, a fresh copy of the string per call',
  issue: 'Issue: iss, aud, sub, jti, iat, exp',
  decode: 'Decode header and claims, nothing verified',
}

function raceTables(race) {
  const runtimes = Object.keys(race)
  return Object.entries(TITLES).map(([scenario, title]) => {
    const names = [...new Set(runtimes.flatMap((runtime) => Object.keys(race[runtime][scenario].times)))]
    // Copying is in every line of that scenario and in none of the ratios.
    const net = (runtime, name) => race[runtime][scenario].times[name]?.median - (race[runtime][scenario].times[BASELINE]?.median ?? 0)
    const rows = names.map((name) => [name, ...runtimes.map((runtime) => {
      const { times, absent } = race[runtime][scenario]
      if (!times[name]) return absent[name] ? 'n/a' : '–'
      return `${time(times[name])}${name === BASELINE ? '' : ratio(net(runtime, name), net(runtime, OURS))}`
    })])
    return { title, columns: ['', ...runtimes.map((runtime) => `${runtime} (${race[runtime].version})`)], rows }
  })
}

function boundTable(times) {
  const [first] = Object.values(times)
  const rows = Object.entries(times).map(([name, each]) => [name, time(each) + ratio(each.median, first.median), `${digits(each.best / 1000)} µs${ratio(each.best, first.best)}`])
  return { title: 'A token that is bound to a key, and its proof (Node 20)', columns: ['', 'median', 'best'], rows }
}

function coldTable(cold) {
  const runtimes = Object.keys(cold)
  const names = [...new Set(runtimes.flatMap((runtime) => Object.keys(cold[runtime])))]
  const rows = names.map((name) => [name, ...runtimes.map((runtime) => {
    const start = cold[runtime][name]
    if (!start) return 'n/a'
    const { total, import: load, first } = start
    return `${millis(total)} = ${load.median.toFixed(1)} + ${first.median.toFixed(1)}${ratio(total.median, cold[runtime][OURS]?.total.median)}`
  })])
  return { title: 'Cold start: import + first verify in a new process', columns: ['', ...runtimes], rows }
}

function growthTable(what, times) {
  const entries = Object.entries(times).map(([key, value]) => [...key.split(' × '), value])
  const sizes = [...new Set(entries.map(([, size]) => size))]
  const rows = [...new Set(entries.map(([name]) => name))].map((name) => [name, ...sizes.map((size) => {
    const value = entries.find((entry) => entry[0] === name && entry[1] === size)?.[2]
    return value ? time(value) : '–'
  })])
  return { title: `Growth: ${what} (Node 24)`, columns: ['', ...sizes], rows }
}

function memoryTable(steps) {
  const rows = steps.map(({ name, wasm, heapUsed, rss }) => [name, mebibytes(wasm), mebibytes(heapUsed), mebibytes(rss)])
  return { title: 'Memory after each step, one process (Node 24)', columns: ['', 'wasm memory', 'JavaScript heap', 'whole process'], rows }
}

function sizeTable(files) {
  const rows = files.map(({ name, raw, gzip, brotli }) => [name, kilobytes(raw), kilobytes(gzip), kilobytes(brotli)])
  return { title: 'Size', columns: ['', 'raw', 'gzip', 'brotli'], rows }
}

/** A median in microseconds with half its interquartile range in percent. */
export function time({ median, low, high }) {
  return `${digits(median / 1000)} µs ±${Math.round(((high - low) / 2 / median) * 100)} %`
}

const digits = (value) => value.toFixed(value < 1 ? 3 : value < 100 ? 1 : 0)
const millis = ({ median }) => `${median.toFixed(1)} ms`
// A difference within the noise is no ratio.
const ratio = (theirs, ours) => (ours > 0 && theirs > 0 ? ` (${(theirs / ours).toFixed(theirs / ours < 10 ? 2 : 0)}×)` : '')
const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`
