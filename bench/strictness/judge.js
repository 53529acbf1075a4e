import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { judges } from './judges.js'
import { threatOf, threats } from './threats.js'

// Shows every token to every library and prints, as the last line, who accepted what.
const files = ['malformed_tokens', 'signatures'].map((name) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8')))

// One clock for all, those that take none included: it stands where the vectors say.
const System = Date
const frozen = files[0].now * 1000
globalThis.Date = class extends System {
  constructor(...given) {
    super(...(given.length ? given : [frozen]))
  }
  static now = () => frozen
}

// A case with a policy or a clock of its own is about an option, which not every library has.
const cases = files.flatMap(({ keys, cases }) =>
  cases.filter(({ policy, now }) => policy === undefined && now === undefined).map((entry) => ({ keys, ...entry })))

const names = Object.keys(judges)
const rows = new Map(threats.map(({ threat, basis }) => [threat, { threat, basis, tokens: 0, accepted: Object.fromEntries(names.map((name) => [name, []])) }]))
const good = { tokens: 0, accepted: Object.fromEntries(names.map((name) => [name, 0])) }
for (const { name, token, keys, expect } of cases) {
  const row = expect === 'valid' ? good : rows.get(threatOf(name, expect))
  row.tokens++
  for (const judge of names) {
    if (!(await accepts(judges[judge], keys, token))) continue
    if (row === good) good.accepted[judge]++
    else row.accepted[judge].push(name)
  }
}
console.log(`\n${JSON.stringify({ versions: Object.fromEntries(names.map((name) => [name, version(name)])), good, rows: [...rows.values()] })}`)

async function accepts(judge, keys, token) {
  try {
    await (await judge(keys))(token)
    return true
  } catch {
    return false
  }
}

function version(name) {
  const paths = createRequire(import.meta.url).resolve.paths(name).map((root) => `${root}/${name.replace('/jwt', '')}/package.json`)
  for (const path of paths) {
    try {
      return JSON.parse(readFileSync(path, 'utf8')).version
    } catch {
      // It is in one of the folders above.
    }
  }
}
