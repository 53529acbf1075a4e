import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publish } from '../support/misbehaving-issuer.js'
import { key, nextKey, rejects, setUp } from './remote-key-set-setup.js'

const HUGE = '9'.repeat(309)

/** Whether keys that came with these headers are fetched again after so many seconds. */
const isAskedAfter = async (t, seconds, headers) => {
  const it = await setUp(t, publish([key], headers))
  await it.keys.ready()
  it.clock.now += seconds
  void it.keys.current
  await it.settle()
  await it.issuer.close()
  return it.issuer.requests === 2
}

const assertFresh = async (t, headers, seconds) => {
  const said = [await isAskedAfter(t, seconds - 1, headers), await isAskedAfter(t, seconds, headers)]
  assert.deepEqual(said, [false, true], `${seconds} s: ${JSON.stringify(headers).slice(0, 80)}`)
}

test('a lifetime is read as RFC 9111 says, whatever the header holds', async (t) => {
  for (const [header, fresh] of [
    [`max-age=${HUGE}`, 86_400],
    ['max-age=2147483649', 86_400],
    ['max-age=0', 60],
    ['max-age="300"', 300],
    ['max-age=300, max-age=7200', 300],
    ['Max-Age=300', 300],
    ['x-max-age=7200, max-age=300', 300],
    ['s-maxage=7200', 600],
    // Words that make no sense are no leave to keep the keys for longer.
    ['max-age=-5', 60],
    ['max-age=soon', 60],
    ['max-age', 60],
    ['max-age=300.5', 60],
    ['max-age=3e2', 60],
    ['max-age="300', 60],
    ['no-cache', 60],
    ['no-store, max-age=7200', 60],
    ['no-cache="set-cookie", max-age=300', 300],
  ]) {
    await assertFresh(t, { 'cache-control': header }, fresh)
  }
})

test('the time that an answer spent in caches counts, whether or not it says how long it is fresh', async (t) => {
  for (const [headers, fresh] of [
    [{ age: '500' }, 100],
    [{ age: '500', 'cache-control': 'max-age=7200' }, 6700],
    [{ age: '500, 7000', 'cache-control': 'max-age=7200' }, 6700],
    [{ age: '-500', 'cache-control': 'max-age=7200' }, 7200],
    [{ age: '5e2', 'cache-control': 'max-age=7200' }, 7200],
    // However old it is: it is asked for again after a minute, not with every request.
    [{ age: '7200', 'cache-control': 'max-age=7200' }, 60],
    [{ age: HUGE, 'cache-control': 'max-age=7200' }, 60],
    [{ age: HUGE, 'cache-control': `max-age=${HUGE}` }, 60],
    [{ age: HUGE }, 60],
  ]) {
    await assertFresh(t, headers, fresh)
  }
})

test('absurd numbers in the headers refuse no valid token, now or while the issuer is down', async (t) => {
  for (const headers of [{ age: HUGE, 'cache-control': `max-age=${HUGE}` }, { age: HUGE }, { age: '1000000', 'cache-control': 'max-age=60' }]) {
    const it = await setUp(t, publish([key], headers))
    const token = it.tokenOf(key)
    for (let request = 0; request < 20; request++) await it.authenticate(token)
    assert.equal(it.issuer.requests, 1)
    await it.issuer.stop()
    it.clock.now += 86_000
    await it.authenticate(token)
    it.clock.now += 86_400
    await rejects(it.authenticate(token), 'ERR_KEYS_UNAVAILABLE')
  }
})

test('a key set out of a shared cache is kept for no longer than one from the issuer', async (t) => {
  const cache = { filledAt: 0 }
  const it = await setUp(t, (response) => publish([key, nextKey], { 'cache-control': 'max-age=3600', age: String(it.clock.now - cache.filledAt) })(response))
  cache.filledAt = it.clock.now - 3000
  const token = it.tokenOf(key)
  await it.authenticate(token)
  it.issuer.answer = publish([nextKey])
  it.clock.now += 600
  await it.authenticate(token)
  await it.settle()
  await rejects(it.authenticate(token), 'ERR_KEY_UNKNOWN')
})

test('a clock that was set back behind the age of the keys makes them stale at once', async (t) => {
  const it = await setUp(t, publish([key], { age: '500', 'cache-control': 'max-age=7200' }))
  await it.keys.ready()
  it.clock.now -= 200
  void it.keys.current
  await it.settle()
  assert.equal(it.issuer.requests, 2)
})
