import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RemoteKeySet, SigningKey } from 'countersign'
import { keepInCache } from 'countersign/persistence/cache'
import { keepInKv } from 'countersign/persistence/kv'
import { MisbehavingIssuer, publish } from '../support/misbehaving-issuer.js'

/** As a KV namespace of Workers is used: what is not there is null. */
const kv = () => {
  const values = new Map()
  return { values, get: async (name) => values.get(name) ?? null, put: async (name, value) => void values.set(name, value) }
}

/** As `caches.default` is used: answers by their URL. */
const cache = () => {
  const answers = new Map()
  return { answers, match: async (url) => answers.get(url)?.clone(), put: async (url, answer) => void answers.set(url, answer) }
}

for (const [name, place, keep] of [['a KV namespace', kv, keepInKv], ['a Cache', cache, keepInCache]]) {
  test(`a cold start reads the keys from ${name} and asks nobody`, async (t) => {
    const key = SigningKey.generate()
    const issuer = await MisbehavingIssuer.start({ answer: publish([key]) })
    t.after(() => issuer.close())
    const kept = place()
    const start = async (...names) => {
      const work = []
      const keys = new RemoteKeySet(issuer.url, { ...keep(kept, ...names), waitUntil: (promise) => work.push(promise) })
      await keys.ready()
      await Promise.all(work)
      assert.deepEqual(keys.current.kids, [key.kid])
    }
    await start()
    await start()
    assert.equal(issuer.requests, 1)
    // Another name is another place.
    await start('other keys')
    assert.equal(issuer.requests, 2)
    await issuer.stop()
    await start()
    await start('other keys')
  })
}

test('in a Cache the keys have a URL that nobody serves, and a life of a week', async () => {
  const kept = cache()
  await keepInCache(kept, 'a/b?c').save('{}')
  const [[url, answer]] = kept.answers
  assert.equal(url, 'https://countersign.invalid/a%2Fb%3Fc')
  assert.equal(answer.headers.get('cache-control'), 'max-age=604800')
})

test('in a KV namespace the keys have the name that was given', async () => {
  const kept = kv()
  await keepInKv(kept).save('{}')
  await keepInKv(kept, 'mine').save('[]')
  assert.deepEqual([...kept.values], [['countersign-keys', '{}'], ['mine', '[]']])
})
