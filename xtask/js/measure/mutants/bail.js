// A reporter of Node's test runner: ends the program at the first test that fails, and says how long each took.

import { appendFileSync } from 'node:fs'

export default async function* bail(events) {
  const { COUNTERSIGN_TIMES: times } = process.env
  for await (const { type, data } of events) {
    if (type !== 'test:complete' || data.details.type === 'suite') continue
    if (data.details.error !== undefined && !data.skip && !data.todo) process.exit(1)
    if (times !== undefined) appendFileSync(times, `${JSON.stringify([data.name, data.details.duration_ms])}\n`)
  }
  yield ''
}
