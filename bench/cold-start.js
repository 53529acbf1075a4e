import { summary } from './contest/rounds.js'
import { run } from './runtimes.js'

// The file of each peer, and what its user imports.
const PEERS = {
  countersign: 'countersign',
  jose: 'jose',
  'fast-jwt': 'fast-jwt',
  'node-rs-jsonwebtoken': '@node-rs/jsonwebtoken',
  'aws-jwt-verify': 'aws-jwt-verify',
  hono: 'hono/jwt',
}

/** Import and first verify, each in a process of its own, `times` processes per library in turn; milliseconds. */
export function coldStarts(runtimes, times) {
  return Object.fromEntries(runtimes.map((runtime) => [runtime, inTurn(runtime, times)]))
}

function inTurn(runtime, times) {
  const samples = Object.fromEntries(Object.keys(PEERS).map((peer) => [peer, []]))
  for (let turn = 0; turn < times; turn++) {
    for (const peer of Object.keys(samples)) {
      try {
        samples[peer].push(run(runtime, 'cold-start', [peer, PEERS[peer]]))
      } catch {
        // One that does not start here is n/a.
        delete samples[peer]
      }
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([peer, starts]) => [peer, {
    total: summary(starts.map(({ total }) => total)),
    import: summary(starts.map((start) => start.import)),
    first: summary(starts.map(({ first }) => first)),
    second: summary(starts.map(({ second }) => second)),
  }]))
}
