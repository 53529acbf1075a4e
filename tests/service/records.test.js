import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiToken, beginRefresh, presentRefresh } from 'countersign'

const refused = { code: 'ERR_OPTION_INVALID', message: /record is not what the store was given/ }
const times = { now: 10, lifetime: 60, grace: 5 }

test('what a store gives back as another type is refused, not read as if it were absent', () => {
  const token = ApiToken.generate('acme')
  const state = token.begin(60)
  for (const wrong of [{ revoked: '5' }, { revoked: new Date(5) }, { expires: '5' }, { expires: NaN }, { grace: true }, { previous: 7 }, { digest: undefined }, { start: null }]) {
    assert.throws(() => token.check({ ...state, ...wrong }, 10), refused, JSON.stringify(wrong))
    assert.throws(() => token.reroll({ ...state, ...wrong }, 10, 20), refused, JSON.stringify(wrong))
  }
  const record = beginRefresh(0, 60)
  for (const wrong of [{ revoked: '5' }, { revoked: 5n }, { previous: 7 }, { exp: '60' }, { at: undefined }, { jti: 1 }])
    assert.throws(() => presentRefresh({ ...record, ...wrong }, record.jti, times), refused, Object.keys(wrong)[0])
})

test('an absent member may be null, as a database has it', () => {
  const token = ApiToken.generate('acme')
  token.check({ ...token.begin(), previous: null, grace: undefined, expires: null, revoked: null }, 10)
  const record = beginRefresh(0, 60)
  assert.equal(presentRefresh({ ...record, previous: null, revoked: null }, record.jti, times).outcome, 'rotated')
})

test('records are plain, with nothing in them that is not stored', () => {
  const token = ApiToken.generate('acme')
  assert.deepEqual(token.begin(), { start: token.text.slice(0, 9), digest: token.digest })
  assert.deepEqual(token.begin(60), { start: token.text.slice(0, 9), digest: token.digest, expires: 60 })
  const record = beginRefresh(0, 60)
  assert.deepEqual(record, { jti: record.jti, at: 0, exp: 60 })
  const { outcome, next } = presentRefresh(record, record.jti, times)
  assert.deepEqual([outcome, next], ['rotated', { jti: next.jti, at: 10, exp: 70, previous: record.jti }])
})
