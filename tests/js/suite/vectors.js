import { KeySet, SigningKey, TokenError, Verifier, decode, issue, verify } from 'countersign'
import bearer from '../../vectors/bearer.json' with { type: 'json' }
import decoded from '../../vectors/decode.json' with { type: 'json' }
import issuing from '../../vectors/issuing.json' with { type: 'json' }
import keySets from '../../vectors/key_sets.json' with { type: 'json' }
import malformed from '../../vectors/malformed_tokens.json' with { type: 'json' }
import privateKeys from '../../vectors/private_keys.json' with { type: 'json' }
import rfc8037 from '../../vectors/rfc8037.json' with { type: 'json' }
import signatures from '../../vectors/signatures.json' with { type: 'json' }
import { equal, ok, refusal, same } from './support/assert.js'
import { at } from './support/fixtures.js'
import { test } from './support/registry.js'

test('malformed tokens are refused for the stated reason', () => {
  for (const { name, token, expect, claim, says, policy, keys, now } of malformed.cases) {
    const attempt = () => verify(token, keys ?? malformed.keys, { ...malformed.policy, ...policy, now: at(now ?? malformed.now) })
    if (expect === 'valid') {
      attempt()
      continue
    }
    const error = refusal(expect, attempt, name)
    if (claim !== undefined) equal(error.claim, claim, name)
    if (says !== undefined) ok(error.message.includes(says), `${name}: ${error.message}`)
  }
})

test('signatures are good or bad as stated, before and after a key is prepared', () => {
  const verifier = new Verifier(signatures.keys, { ...signatures.policy, cache: false, now: at(signatures.now) })
  // So many uses of a good signature: for no table, for a narrow one, for the wide one and the base point's, and with them.
  for (const uses of [1, 3, 200, 1]) {
    for (const { name, token, expect } of signatures.cases) {
      if (expect === 'valid') for (let use = 0; use < uses; use++) verifier.verify(token)
      else refusal(expect, () => verifier.verify(token), `${name}, used ${uses} times`)
    }
  }
})

test('key sets are accepted or refused as stated', () => {
  for (const { name, text, expect, kids, skipped } of keySets.cases) {
    if (expect !== 'valid') {
      refusal(expect, () => new KeySet(text), name)
      continue
    }
    const set = new KeySet(text)
    same(set.kids, kids, name)
    same(set.skipped.map(({ kid }) => kid), skipped, name)
  }
})

test('private keys are accepted or refused as stated', () => {
  const forms = [[privateKeys.jwks, (text) => SigningKey.fromJwk(text)], [privateKeys.pems, (text) => SigningKey.fromPem(text)]]
  for (const [cases, make] of forms) {
    for (const { name, text, expect, kid, algorithm } of cases) {
      if (expect !== 'valid') {
        refusal(expect, () => make(text), name)
        continue
      }
      equal(make(text).kid, kid, name)
      equal(make(text).algorithm, algorithm, name)
    }
  }
})

test('the key of RFC 8037 has the thumbprint of RFC 8037', () => {
  equal(SigningKey.fromJwk(rfc8037.private_jwk).kid, rfc8037.thumbprint)
  same(new KeySet(rfc8037.public_jwk).kids, [rfc8037.thumbprint])
})

test('tokens hold what claims and options say', () => {
  for (const { name, claims, options, key, now, expect, header, payload, option } of issuing.cases) {
    const attempt = () => issue(claims, SigningKey.fromJwk(key ?? issuing.key), { ...options, now: at(now ?? issuing.now) })
    if (expect !== 'valid') {
      ok(refusal(expect, attempt, name).message.includes(option), `${name}: names ${option}`)
      continue
    }
    const token = decode(attempt())
    same(token.header, header, name)
    same(token.claims, payload, name)
  }
})

test('a JWS of any algorithm is read as stated', () => {
  for (const { name, token, expect, header, claims, payload, signature } of decoded.cases) {
    if (expect !== 'valid') {
      refusal(expect, () => decode(token), name)
      continue
    }
    const read = decode(token)
    same(read.header, header, name)
    same(read.claims, claims, name)
    equal(base64url(read.payload), payload, name)
    equal(base64url(read.signature), signature, name)
  }
})

test('each error has the status and challenge as stated', () => {
  for (const { name, code, message, scope, realm, resource_metadata: resourceMetadata, status, challenge } of bearer.challenges) {
    // What is asked for where no token came is no fact of the error.
    const asked = code === 'ERR_CREDENTIALS_MISSING' ? { scope } : {}
    const error = new TokenError(code, message, { scope })
    equal(error.status, status, name)
    equal(error.challenge({ realm, resourceMetadata, ...asked }) ?? null, challenge, name)
    if (resourceMetadata === undefined && scope === undefined) equal(error.challenge(realm) ?? null, challenge, name)
  }
})

const base64url = (bytes) =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
