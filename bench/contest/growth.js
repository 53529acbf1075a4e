import { readFileSync } from 'node:fs'
import { argv } from 'node:process'
import { loop } from './line-up.js'
import { contestants } from './peers/index.js'
import { race } from './rounds.js'

// Keys: those that take a key set. Bytes: every one that checks a whole token. The answer is keyed `<contestant> × <size>`.
const KEYS = ['countersign', 'jose', 'aws-jwt-verify']
const BYTES = [...KEYS, 'fast-jwt', '@node-rs/jsonwebtoken']

const fixture = JSON.parse(readFileSync(argv[2], 'utf8'))
const pacing = JSON.parse(argv[3])
const { present } = await contestants()
const { keys, bytes } = fixture.growth

const byKeys = keys.sets.flatMap((set) => runners(KEYS, set.size, set, [set.token]))
const everyKey = runners(['countersign', 'jose'], 'every key', keys.sets.at(-1), keys.everyKey)
const byBytes = bytes.tokens.flatMap(({ size, token }) => runners(BYTES, size, bytes, [token]))

const answer = {
  keys: await race(await Promise.all([...byKeys, ...everyKey]), pacing),
  bytes: await race(await Promise.all(byBytes), pacing),
}
console.log(`\n${JSON.stringify(answer)}`)

function runners(names, size, { jwks, publicPem }, tokens) {
  return present.filter(({ name }) => names.includes(name)).map(async ({ name, verifier }) => {
    const verify = await verifier({ ...fixture, jwks, publicPem })
    return { name: `${name} × ${size}`, run: await loop((i) => verify(tokens[i % tokens.length])) }
  })
}
