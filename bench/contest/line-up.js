import { contestants, firstLine } from './peers/index.js'
import { referee } from './referee.js'
import { scenarios } from './scenarios.js'

/** The contestants of one scenario that passed the referee, each as `run(calls)`, and why the others did not start. */
export async function lineUp(name, fixture) {
  const { task, baseline } = scenarios[name]
  const { present, absent } = await contestants()
  const runners = []
  for (const contestant of present) {
    try {
      const step = await task(contestant, fixture)
      if (!step) continue
      await referee[name](contestant, fixture)
      runners.push({ name: contestant.name, run: await loop(step) })
    } catch (error) {
      absent[contestant.name] = firstLine(error)
    }
  }
  if (baseline && runners.length) runners.push({ name: BASELINE, run: await loop(await baseline(fixture)) })
  return { runners, absent }
}

/** The line that says what the loop itself costs. */
export const BASELINE = '(copying alone)'

// Two loops: an `await` would tax those who answer at once.
export async function loop(step) {
  const first = step(0)
  if (typeof first?.then !== 'function') {
    return (calls) => {
      for (let i = 0; i < calls; i++) step(i)
    }
  }
  await first
  return async (calls) => {
    for (let i = 0; i < calls; i++) await step(i)
  }
}
