// Writes the vectors; with --check only says whether they are what it would write. No dependencies: node tests/vectors/generate.mjs
import { readFileSync, writeFileSync } from 'node:fs'
import { bearer, challenges } from './generate/bearer.mjs'
import * as claims from './generate/claims.mjs'
import { decoded } from './generate/decode.mjs'
import { DPOP_HEAD, proofs } from './generate/dpop.mjs'
import * as header from './generate/header.mjs'
import { ISSUING_HEAD, issuing } from './generate/issuing.mjs'
import * as json from './generate/json.mjs'
import { keySets } from './generate/key_sets.mjs'
import * as policy from './generate/policy.mjs'
import * as privateKeys from './generate/private_keys.mjs'
import { rfc7638, rfc8037 } from './generate/rfc.mjs'
import { signatures } from './generate/signatures.mjs'
import * as spelling from './generate/spelling.mjs'
import { HEAD } from './generate/token.mjs'

const FILES = {
  malformed_tokens: { ...HEAD, cases: [spelling, json, header, claims, policy].flatMap((module) => Object.values(module).flat()) },
  signatures: { ...HEAD, cases: signatures },
  decode: { cases: decoded },
  key_sets: { cases: keySets },
  issuing: { ...ISSUING_HEAD, cases: issuing },
  private_keys: { jwks: privateKeys.jwks, pems: privateKeys.pems },
  dpop: { ...DPOP_HEAD, cases: proofs },
  bearer: { cases: bearer, challenges },
  rfc7638,
  rfc8037,
}

/** JSON with one case a line, so that a new case is one line of a diff. */
function lines(file) {
  const members = Object.entries(file).map(([name, value]) => {
    const rows = Array.isArray(value) ? `[\n${value.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]` : JSON.stringify(value)
    return `  ${JSON.stringify(name)}: ${rows}`
  })
  return `{\n${members.join(',\n')}\n}\n`
}

for (const [name, file] of Object.entries(FILES)) {
  for (const cases of Object.values(file).filter(Array.isArray)) {
    const names = cases.map((one) => one.name)
    const twice = names.find((one, i) => names.indexOf(one) !== i)
    if (twice) throw new Error(`${name}: two cases are named ${twice}`)
  }
  const path = new URL(`${name}.json`, import.meta.url)
  if (!process.argv.includes('--check')) writeFileSync(path, lines(file))
  else if (readFileSync(path, 'utf8') !== lines(file)) throw new Error(`${name}.json is not what generate.mjs writes`)
}
