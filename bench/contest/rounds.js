/**
 * Times runners against each other: every round gives each of them one turn of `budget` milliseconds, in an order that moves on,
 * so that a neighbour's load or a hot processor falls on all alike. Answers nanoseconds per call, the samples sorted.
 */
export async function race(runners, { rounds, budget, warmup }) {
  const entries = []
  for (const { name, run } of runners) entries.push({ name, run, calls: await pace(run, budget, warmup), samples: [] })
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < entries.length; turn++) {
      const entry = entries[(round + turn) % entries.length]
      entry.samples.push(((await milliseconds(entry.run, entry.calls)) / entry.calls) * 1e6)
    }
  }
  return Object.fromEntries(entries.map(({ name, samples }) => [name, summary(samples)]))
}

/** Median, and the quartiles as its spread. */
export function summary(samples) {
  const sorted = samples.toSorted?.((a, b) => a - b) ?? [...samples].sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  return { median: at(0.5), low: at(0.25), high: at(0.75), best: sorted[0] }
}

// Warms up (a busy machine compiles wasm and JavaScript late), and finds how many calls fill a turn.
async function pace(run, budget, warmup) {
  let calls = 1
  let spent = 0
  for (;;) {
    const time = await milliseconds(run, calls)
    spent += time
    if (spent >= warmup && time > 0) return Math.max(1, Math.round((calls * budget) / time))
    if (time < budget) calls *= 2
  }
}

// A runner that knows better than this clock answers its own milliseconds.
async function milliseconds(run, calls) {
  const start = performance.now()
  const pending = run(calls)
  const own = pending && (await pending)
  return own ?? performance.now() - start
}
