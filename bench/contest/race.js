import { readFileSync } from 'node:fs'
import { argv } from 'node:process'
import { lineUp } from './line-up.js'
import { race } from './rounds.js'

// node | deno | bun: race.js <fixture.json> <options as JSON>; the last line of its output is the answer.
const fixture = JSON.parse(readFileSync(argv[2], 'utf8'))
const { scenarios, ...pacing } = JSON.parse(argv[3])
const results = {}
for (const name of scenarios) {
  const { runners, absent } = await lineUp(name, fixture)
  results[name] = { times: await race(runners, pacing), absent }
}
console.log(`\n${JSON.stringify(results)}`)
