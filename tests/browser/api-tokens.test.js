import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiToken, inspect } from 'countersign'
import { findCredentials, partsOfApiToken } from '../../www/reading/credential.js'

// The page divides a token while it is typed, without the wasm: its own pattern must not drift from the core's grammar.

const long = 'a'.repeat(24)
const tokens = ['acme', 'a', '0', '_', 'acme_live_2', '__', long].map((prefix) => ApiToken.generate(prefix).text)
const [token] = tokens

test('what the core generates, the page divides and finds', () => {
  for (const each of tokens) {
    const [prefix, random, checksum] = partsOfApiToken(each)
    assert.deepEqual([prefix + random + checksum, random.length, checksum.length], [each, 43, 6])
    assert.ok(ApiToken.parse(each, prefix.slice(0, -1)))
    assert.equal(findCredentials(`{"token": "${each}", "id": 1}`).found[0].token, each)
  }
})

test('what has not the form of an API token for the core has none for the page', () => {
  const changed = Array.from({ length: token.length }, (_, at) => ['_', 'A', '-', 'é', '.', ''].map((character) => token.slice(0, at) + character + token.slice(at + 1)))
  const others = [`a${long}${token.slice(4)}`, token.slice(4), `A${token}`, `é${token}`, `${token}0`, `${token}_`, 'acme_', '_', '', 'a'.repeat(54), 'a'.repeat(80)]
  for (const text of [...tokens, ...changed.flat(), ...others]) {
    assert.equal(partsOfApiToken(text) !== undefined, inspect(text).kind === 'api-token', text)
  }
})
