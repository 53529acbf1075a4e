import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RemoteKeySet } from 'countersign'
import { keepInCache } from 'countersign/persistence/cache'
import { keepInKv } from 'countersign/persistence/kv'

const URL_OF_KEYS = 'https://auth.example/jwks.json'
const refuses = (work, name, hint) =>
  assert.throws(work, (error) => {
    assert.equal(error.code, 'ERR_OPTION_INVALID', error.stack)
    assert.match(error.message, new RegExp(`^the option ${name} `), hint)
    return true
  }, hint)

test('every option is checked, by name, before anything is fetched', () => {
  const wrong = {
    freshFor: [0, 0.5, -1, NaN, Infinity, '600', 1e300, 4e9, null, true],
    staleFor: [-1, NaN, Infinity, '86400', 1e300, null],
    cooldown: [-1, NaN, Infinity, '30', 1e300, null],
    timeout: [0, -1, NaN, Infinity, '5', 3601, 1e12, 2 ** 31, null],
    fetch: ['fetch', {}, null],
    now: [5, 'now', null, new Date()],
    load: ['keys.json', null],
    save: ['keys.json', null],
    waitUntil: [true, null, {}],
    timeOut: [5],
    keys: [{}],
    __proto__: null,
  }
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) refuses(() => new RemoteKeySet(URL_OF_KEYS, { [name]: value }), name, `${name}: ${String(value)}`)
  }
  for (const options of [null, 5, 'options', [], new Map(), () => {}]) refuses(() => new RemoteKeySet(URL_OF_KEYS, options), 'options')
})

test('the ends of the ranges are taken, and undefined stands for the default', () => {
  for (const options of [
    { freshFor: 1, staleFor: 0, cooldown: 0, timeout: 0.001 },
    { freshFor: 86_400, staleFor: 3_155_760_000, cooldown: 3_155_760_000, timeout: 3600 },
    { freshFor: undefined, now: undefined, fetch: undefined, load: undefined, save: undefined, waitUntil: undefined },
    undefined,
  ]) {
    assert.equal(new RemoteKeySet(URL_OF_KEYS, options).url, URL_OF_KEYS)
  }
})

test('the longest timeout is waited for: no timer counts too far', async () => {
  let answer
  const fetch = () => new Promise((resolve) => { answer = resolve })
  const ready = new RemoteKeySet(URL_OF_KEYS, { fetch, timeout: 3600 }).ready()
  await new Promise((resolve) => setTimeout(resolve, 30))
  answer(new Response('no', { status: 500 }))
  await assert.rejects(ready, ({ cause }) => cause.message === `${URL_OF_KEYS} answered 500`)
})

test('a URL is a string or a URL, and a refused one is not repeated with its password', () => {
  for (const url of [undefined, null, 5, {}, [URL_OF_KEYS], { toString: () => URL_OF_KEYS, href: URL_OF_KEYS }, '', 'jwks.json', '//auth.example/']) {
    refuses(() => new RemoteKeySet(url), 'url', String(url))
  }
  for (const url of ['https://user:secret@auth.example/', 'https://user:secret@/', 'user:secret@auth.example']) {
    assert.throws(() => new RemoteKeySet(url), (error) => {
      for (let at = error; at !== undefined; at = at.cause) assert.doesNotMatch(`${at.message} ${at.input}`, /secret/)
      return error.code === 'ERR_OPTION_INVALID'
    })
  }
})

test('a polluted Object.prototype adds no option', () => {
  Object.prototype.load = () => assert.fail('loaded')
  Object.prototype.timeout = 'soon'
  try {
    new RemoteKeySet(URL_OF_KEYS, {})
  } finally {
    delete Object.prototype.load
    delete Object.prototype.timeout
  }
})

test('places to keep keys check what they are given', () => {
  const kv = { get: async () => null, put: async () => {} }
  const cache = { match: async () => undefined, put: async () => {} }
  for (const wrong of [undefined, null, {}, 'KEYS', { get: 5, put: () => {} }]) refuses(() => keepInKv(wrong), 'namespace', String(wrong))
  for (const wrong of [undefined, null, {}, 'default', { match: () => {} }]) refuses(() => keepInCache(wrong), 'cache', String(wrong))
  for (const name of [null, '', 5, {}, '\ud800', 'n'.repeat(256), 'ü'.repeat(128)]) {
    refuses(() => keepInKv(kv, name), 'name', String(name))
    refuses(() => keepInCache(cache, name), 'name', String(name))
  }
  for (const place of [keepInKv(kv, 'ü'.repeat(127)), keepInCache(cache, 'keys of / the ? issuer')]) {
    assert.deepEqual(Object.keys(place), ['load', 'save'])
  }
})
