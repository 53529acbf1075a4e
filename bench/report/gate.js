/**
 * What is promised of the verification of a token that was never seen before, and of `decode`: how many times our time a peer takes, both
 * in the same run. A ratio says little of the machine and much of a change, which microseconds do not.
 */
const FLOORS = [
  ...floors('verify', '@node-rs/jsonwebtoken', { 'Node 20': 1.4, 'Node 24': 1.4, Deno: 1.2, Bun: 1.2 }),
  ...floors('verify', 'crypto.verify (bare)', { 'Node 20': 2, 'Node 24': 2, Deno: 1, Bun: 1 }),
  ...floors('verify', 'jose', { 'Node 20': 6.5, 'Node 24': 9, workerd: 2 }),
  ...floors('decode', 'jose', { 'Node 20': 1, 'Node 24': 1 }),
]

/** Prints each ratio beside its floor. @returns {boolean} whether none is below */
export function holds(results) {
  const measured = FLOORS.map((floor) => ({ ...floor, ratio: ratioOf(results.race?.[floor.runtime]?.[floor.scenario]?.times, floor.peer) }))
  for (const { scenario, peer, runtime, floor, ratio } of measured) {
    const verdict = ratio === undefined ? 'not measured' : ratio >= floor ? 'holds' : 'BELOW'
    console.log(`${verdict.padEnd(12)}  ${scenario} in ${runtime}: ${peer} / countersign = ${ratio?.toFixed(2) ?? '?'}, at least ${floor}`)
  }
  return measured.every(({ ratio, floor }) => ratio === undefined || ratio >= floor) && measured.some(({ ratio }) => ratio !== undefined)
}

function floors(scenario, peer, byRuntime) {
  return Object.entries(byRuntime).map(([runtime, floor]) => ({ scenario, peer, runtime, floor }))
}

function ratioOf(times, peer) {
  return times?.[peer] && times[peer].median / times.countersign.median
}
