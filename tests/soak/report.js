import { quantile } from './ledger.js'

const MiB = 2 ** 20
/** What may be added from the middle fifth to the last, when caches are full: to RSS, and to the wasm's memory. */
const RSS_GROWTH = 0.05
const WASM_GROWTH = 0.1

/**
 * The figures, and the demands that they fail.
 *
 * @param {import('./soak.js').Outcome} outcome
 */
export function report({ ledger, sky, samples, usage, seconds, seed }) {
  const fifth = (index) => samples.slice((samples.length * index) / 5, (samples.length * (index + 1)) / 5)
  const rss = [1, 2, 4].map((index) => quantile(fifth(index).map((sample) => sample.rss), 0.5))
  const wasm = [1, 2, 4].map((index) => Math.max(...fifth(index).map((sample) => sample.wasm)))
  const times = (values) => `${values.length}: p50 ${quantile(values, 0.5).toFixed(1)} ms, p99 ${quantile(values, 0.99).toFixed(1)} ms`
  const core = ({ user, system }) => `${((user + system) / 1e4 / seconds).toFixed(0)} %`
  const rows = {
    'seed, seconds, Node': `${seed}, ${seconds.toFixed(0)}, ${process.version}`,
    requests: `${ledger.requests}: ${ledger.honest} honest, ${ledger.hostile} hostile`,
    'honest refused': ledger.refused.length,
    'honest 503 or unanswered without an excuse': ledger.unexcused.length,
    'hostile accepted': ledger.accepted.length,
    'answered with 500': ledger.broken.length,
    'protected route, issuer up': times(ledger.latencies.fair),
    'protected route, issuer failing': times(ledger.latencies.foul),
    'RSS of the server early, middle, end': rss.map((bytes) => `${(bytes / MiB).toFixed(1)} MiB`).join(', '),
    'wasm memory early, middle, end': wasm.map((bytes) => `${(bytes / MiB).toFixed(2)} MiB`).join(', '),
    'key rotations': sky.rotations,
    outages: Object.entries(sky.outages).map(([kind, count]) => `${count} ${kind}`).join(', '),
    'failed store calls': sky.storeFailures,
    'one core used by server, issuer, clients': [usage.server, usage.issuer, usage.clients].map(core).join(', '),
  }
  const demands = {
    'no honest request is refused': ledger.refused.length === 0,
    'every 503 has an excuse, every request an answer': ledger.unexcused.length === 0,
    'nothing hostile is accepted': ledger.accepted.length === 0,
    'nothing is answered with 500': ledger.broken.length === 0,
    'the server is used, and attacked in every way': ledger.latencies.fair.length > 0 && Object.keys(ledger.answers).length === KINDS,
    [`RSS grows by less than ${RSS_GROWTH * 100} % in the second half`]: rss[2] < rss[1] * (1 + RSS_GROWTH),
    [`the wasm's memory grows by less than ${WASM_GROWTH * 100} % in the second half`]: wasm[2] < wasm[1] * (1 + WASM_GROWTH),
  }
  return { rows, failed: Object.keys(demands).filter((name) => !demands[name]) }
}

/** Eleven forgeries, two uses of refresh tokens, and revoked API tokens. */
const KINDS = 14
