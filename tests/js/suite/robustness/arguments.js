import { ApiToken, Issuer, KeySet, SigningKey, StatusList, TokenError, bearerToken, decode, inspect, verify } from 'countersign'
import { equal, ok, refusal, rejection } from '../support/assert.js'
import { NOW, keySet, policy, signingKey, token } from '../support/fixtures.js'
import { test } from '../support/registry.js'

const strange = [null, true, 5n, Symbol('s'), {}, [], () => {}]
const notNumbers = [...strange, '5', '', NaN, Infinity]
const notWhole = [...notNumbers, -1, 0.5, 2 ** 53]
const notStrings = [undefined, ...strange, 5]

const hasDecompression = () => {
  try {
    return new DecompressionStream('deflate') !== undefined
  } catch {
    return false
  }
}

/** [what it is, a call with one argument, values that are all wrong for it, the code unless it is ERR_OPTION_INVALID] */
const table = () => {
  const list = new StatusList({ length: 16, bits: 2 })
  const apiToken = ApiToken.generate('acme')
  const state = apiToken.begin()
  const text = token()
  const keys = keySet()
  return [
    ['the index of a status', (index) => list.set(index, 1), [...notWhole, undefined, 16, 2 ** 32, 2 ** 32 + 5]],
    ['a status', (status) => list.set(5, status), [...notWhole, undefined, 4, 256, 257]],
    ['the length of a list', (length) => new StatusList({ length }), [...notWhole, 0, 2 ** 32 + 1]],
    ['the bits of a list', (bits) => new StatusList({ bits }), [...notWhole, 0, 3, 257]],
    ['the options of a list', (options) => new StatusList(options), [true, 5, 'x', [], () => {}, { size: 5 }]],
    ['the prefix of an API token', ApiToken.generate.bind(ApiToken), [...notStrings, '', 'A', 'a-b', 'a'.repeat(25)]],
    ['the prefix to parse by', (prefix) => ApiToken.parse(apiToken.text, prefix), [...notStrings, '', 'A']],
    ['the text of an API token', (given) => ApiToken.parse(given, 'acme'), notStrings, 'ERR_TOKEN_MALFORMED'],
    ['the end of an API token', (expires) => apiToken.begin(expires), [...notNumbers, '60', -1]],
    ['the time of a check', (now) => apiToken.check(state, now), [...notNumbers, undefined]],
    ['the state of a check', (given) => apiToken.check(given, NOW), [undefined, null, 5, 'x', {}, [], () => {}]],
    ['the handle of an API token', (handle) => new ApiToken(handle), notStrings],
    ['the token to inspect', inspect, notStrings],
    ['the options of inspect', (options) => inspect(text, options), [null, true, 5, 'x', [], { key: keys }, { policies: {} }]],
    ['the clock of inspect', (now) => inspect(text, { now }), [null, 5, '5', {}, () => NaN, () => '5']],
    ['the policy of inspect', (given) => inspect(text, { policy: given }), [null, 5, [], { audiences: 'x' }, { cache: -1 }, { cache: '5' }, { revocation: {} }, { now: 5 }]],
    ['the keys of inspect', (given) => inspect(text, { keys: given }), [null, true, 5, []]],
    ['credentials', bearerToken, [true, 5, 5n, Symbol('s'), {}, [], { headers: 5 }]],
    ['the token to decode', decode, notStrings, 'ERR_TOKEN_MALFORMED'],
    ['the token to verify', (given) => verify(given, keys, policy()), notStrings, 'ERR_TOKEN_MALFORMED'],
    ['the keys to verify by', (given) => verify(text, given, policy()), [undefined, null, true, 5, 5n, [], () => {}]],
    ['the policy to verify by', (given) => verify(text, keys, given), [undefined, null, true, 5, 'x', [], () => {}]],
    ['the keys of a set', (given) => new KeySet(given), [undefined, null, true, 5, 5n, [], () => {}]],
    ['a JWK', SigningKey.fromJwk.bind(SigningKey), [undefined, null, true, 5, 5n, [], () => {}]],
    ['a PEM', SigningKey.fromPem.bind(SigningKey), notStrings, 'ERR_KEY_INVALID'],
    ['the options of an issuer', (options) => new Issuer(signingKey(), options), [undefined, null, 5, [], { expiresIn: '60' }, { expires_in: 60 }]],
    ['claims', (claims) => new Issuer(signingKey(), { expiresIn: 60 }).issue(claims), [null, true, 5, 'x', [], () => {}, { id: 5n }]],
    ['parameters of a challenge', (parameters) => new TokenError('ERR_TOKEN_EXPIRED', 'expired').challenge(parameters), [null, true, 5n, 5, Symbol('s'), [], () => {}, { error: 'x' }]],
    ...['realm', 'resourceMetadata', 'scope'].map((name) => [`${name} of a challenge`, (value) => new TokenError('ERR_TOKEN_EXPIRED', 'expired').challenge({ [name]: value }), [...strange, 5]]),
  ]
}

test('an argument of the wrong kind is refused, whatever it is, and never taken for another value', () => {
  for (const [what, call, values, code = 'ERR_OPTION_INVALID'] of table()) {
    for (const value of values) refusal(code, () => call(value), `${what}, ${typeof value} ${JSON.stringify(String(value?.toString?.() ?? value))}:`)
  }
})

test('a refused index or status changes nothing in a list', () => {
  const list = new StatusList({ length: 16 })
  list.set(5, 1)
  for (const [index, status] of [[2 ** 32 + 6, 1], [5, 256], ['6', 1], [5, '0']]) refusal('ERR_OPTION_INVALID', () => list.set(index, status))
  equal(list.status(5), 1)
  equal(list.status(6), 0)
})

test('a claim that holds no list is refused', async () => {
  for (const claim of [undefined, null, 5, 'x', [], {}, { bits: 1 }, { bits: 257, lst: 'eNrbuRgAAhcBXQ' }, { bits: '1', lst: 'eNrbuRgAAhcBXQ' }, { bits: 1, lst: 5 }, { bits: 1, lst: '!' }]) {
    await rejection('ERR_OPTION_INVALID', StatusList.decode(claim), JSON.stringify(claim))
  }
})

test('a claim with a list is decoded, or the runtime is named that cannot', async () => {
  const claim = { bits: 1, lst: 'eNrbuRgAAhcBXQ', aggregation_uri: 'https://auth.example' }
  if (hasDecompression()) return equal((await StatusList.decode(claim)).status(0), 1)
  const { message } = await rejection('ERR_OPTION_INVALID', StatusList.decode(claim))
  ok(message.endsWith('this runtime has no DecompressionStream'), message)
})

test('a freed list answers nothing any more', async () => {
  const list = new StatusList({ length: 8 })
  list.free()
  list.free()
  for (const use of [() => list.status(0), () => list.set(0, 1)]) refusal('ERR_OPTION_INVALID', use)
  ok(await rejection('ERR_OPTION_INVALID', list.encode()))
})
