import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiToken, beginRefresh, presentRefresh } from 'countersign'

const refused = { code: 'ERR_OPTION_INVALID', message: /record is not what the store was given/ }
const times = { now: 10, lifetime: 60, grace: 5 }

test('what a store gives back as another type is refused, not read as if it were absent', () => {
  const token = ApiToken.generate('acme')
  const state = token.begin(60)
  for (const wrong of [{ revoked: '5' }, { revoked: new Date(5) }, { expires: '5' }, { expires: NaN }, { grace: true }, { previous: 7 }, { seen: '1' }, { digest: undefined }, { start: null }]) {
    assert.throws(() => token.check({ ...state, ...wrong }, 10), refused, JSON.stringify(wrong))
    assert.throws(() => token.reroll({ ...state, ...wrong }, { now: 10, grace: 10 }), refused, JSON.stringify(wrong))
  }
  const record = beginRefresh(0, 60)
  for (const wrong of [{ revoked: '5' }, { revoked: 5n }, { previous: 7 }, { exp: '60' }, { at: undefined }, { jti: 1 }])
    assert.throws(() => presentRefresh({ ...record, ...wrong }, record.jti, times), refused, Object.keys(wrong)[0])
})

test('an absent member may be null, as a database has it', () => {
  const token = ApiToken.generate('acme')
  token.check({ ...token.begin(), previous: null, grace: undefined, seen: null, expires: null, revoked: null }, 10)
  const record = beginRefresh(0, 60)
  assert.equal(presentRefresh({ ...record, previous: null, revoked: null }, record.jti, times).outcome, 'rotated')
})

test('records are plain, with nothing in them that is not stored', () => {
  const token = ApiToken.generate('acme')
  assert.deepEqual(token.begin(), { start: token.text.slice(0, 9), digest: token.digest })
  assert.deepEqual(token.begin(60), { start: token.text.slice(0, 9), digest: token.digest, expires: 60 })
  const next = ApiToken.generate('acme')
  const rerolled = next.reroll(token.begin(60), { now: 10, grace: 20 })
  assert.deepEqual(rerolled, { outcome: 'rerolled', next: { start: next.text.slice(0, 9), digest: next.digest, previous: token.digest, grace: 30, expires: 60 } })
  assert.deepEqual(next.noteUse(rerolled.next, 15), { ...rerolled.next, seen: 15 })
  assert.deepEqual(token.reroll(rerolled.next, { now: 12, grace: 20 }), { outcome: 'under-way', until: 30 })
  assert.deepEqual(token.reroll(rerolled.next, { now: 12, grace: 20, lost: 'acme_????' }), { outcome: 'not-lost' })
  const record = beginRefresh(0, 60)
  assert.deepEqual(record, { jti: record.jti, at: 0, exp: 60 })
  const presented = presentRefresh(record, record.jti, times)
  assert.deepEqual(presented, { outcome: 'rotated', next: { jti: presented.next.jti, at: 10, exp: 70, previous: record.jti } })
})

test('a token is judged as of its arrival, and the next one dated when the record was found', () => {
  const first = beginRefresh(0, 60)
  const { outcome, next } = presentRefresh(first, first.jti, { ...times, arrived: 10, now: 70 })
  assert.deepEqual({ outcome, next }, { outcome: 'rotated', next: { jti: next.jti, at: 70, exp: 130, previous: first.jti } })
  assert.equal(presentRefresh(next, first.jti, { ...times, arrived: 74, now: 90 }).outcome, 'replayed')
  assert.deepEqual(presentRefresh(next, first.jti, { ...times, arrived: 75, now: 90 }), { outcome: 'reused', next: { ...next, revoked: 75 } })
  assert.equal(presentRefresh(first, first.jti, { ...times, arrived: 10, now: 20, end: 20.5 }).outcome, 'expired', 'the session ended meanwhile')
})

test('no member of a record is lost on its way through the core, and what a store adds does not disturb', () => {
  const token = ApiToken.generate('acme')
  const state = { ...token.begin(900), previous: ApiToken.generate('acme').digest, grace: 100, seen: 50, revoked: 200 }
  assert.deepEqual(token.noteUse(state, 60), state)
  const added = { id: 'x', scope: 'read', claims: { a: [1] }, roles: ['viewer'], version: 1 }
  assert.deepEqual(token.noteUse({ ...state, ...added }, 60), state)
  const record = { ...beginRefresh(0, 60), previous: 'before' }
  const { outcome, next } = presentRefresh({ ...record, ...added }, 'never', times)
  assert.deepEqual({ outcome, next }, { outcome: 'reused', next: { ...record, revoked: 10 } })
})

test('a polluted prototype adds nothing to a record', () => {
  const record = beginRefresh(0, 60)
  Object.prototype.revoked = 5
  try {
    assert.equal(presentRefresh(record, record.jti, times).outcome, 'rotated')
  } finally {
    delete Object.prototype.revoked
  }
})

test('times that are no times are refused by name, and not reckoned with', () => {
  const token = ApiToken.generate('acme')
  const named = (option) => ({ code: 'ERR_OPTION_INVALID', message: new RegExp(`option ${option} `) })
  for (const [option, wrong] of [['grace', { grace: '60' }], ['grace', { grace: -5 }], ['grace', { grace: NaN }], ['grace', {}], ['now', { now: NaN, grace: 1 }], ['lost', { grace: 1, lost: 5 }], ['Lost', { grace: 1, Lost: 'x' }]]) {
    assert.throws(() => token.reroll(token.begin(), { now: 10, ...wrong }), named(option), JSON.stringify(wrong))
  }
  for (const [now, lifetime, option] of [[NaN, 60, 'now'], ['0', 60, 'now'], [0, NaN, 'lifetime'], [0, 0, 'lifetime'], [0, undefined, 'lifetime']]) {
    assert.throws(() => beginRefresh(now, lifetime), named(option))
  }
  const record = beginRefresh(0, 60)
  for (const [option, wrong] of [['grace', { grace: NaN }], ['grace', { grace: '5' }], ['lifetime', { lifetime: Infinity }], ['now', { now: undefined }], ['arrived', { arrived: NaN }], ['garce', { garce: 5 }]]) {
    assert.throws(() => presentRefresh(record, record.jti, { ...times, ...wrong }), named(option), option)
  }
  for (const jti of [5, '', 'x'.repeat(1025)]) assert.throws(() => presentRefresh(record, jti, times), named('jti'))
  assert.equal(presentRefresh(record, 'x'.repeat(1024), times).outcome, 'reused')
})

test('an API token is judged by the digest alone, too: the very one, and not what it was re-rolled to', () => {
  const [token, next] = [ApiToken.generate('acme'), ApiToken.generate('acme')]
  const state = { ...token.begin(60), id: 'what a record adds is no matter' }
  const rerolled = next.reroll(state, { now: 10, grace: 20 }).next
  ApiToken.checkDigest(state, token.digest, 10)
  ApiToken.checkDigest(rerolled, token.digest, 29)
  ApiToken.checkDigest(rerolled, next.digest, 59)
  for (const [code, judged, digest, now] of [
    ['ERR_TOKEN_EXPIRED', state, token.digest, 60], ['ERR_TOKEN_REVOKED', state, next.digest, 10], ['ERR_TOKEN_REVOKED', rerolled, token.digest, 30],
    ['ERR_TOKEN_REVOKED', { ...state, revoked: 5 }, token.digest, 10],
  ]) assert.throws(() => ApiToken.checkDigest(judged, digest, now), { code })
})

test('what is asked of an API token is checked by name', () => {
  const token = ApiToken.generate('acme')
  const state = token.begin(60)
  const named = (option) => ({ code: 'ERR_OPTION_INVALID', message: new RegExp(`^the option ${option} `) })
  assert.throws(() => new ApiToken({}), named('handle'))
  for (const wrong of [undefined, null, 5, 'x']) {
    for (const call of [() => token.check(wrong, 10), () => token.noteUse(wrong, 10), () => token.reroll(wrong, { now: 10, grace: 5 }), () => ApiToken.checkDigest(wrong, token.digest, 10)]) {
      assert.throws(call, named('state'))
    }
  }
  for (const wrong of [undefined, null, NaN, '10', Infinity]) {
    for (const call of [() => token.check(state, wrong), () => token.noteUse(state, wrong), () => ApiToken.checkDigest(state, token.digest, wrong)]) assert.throws(call, named('now'))
  }
  for (const wrong of [undefined, '', 5]) assert.throws(() => ApiToken.checkDigest(state, wrong, 10), named('digest'))
  for (const wrong of ['', 5, null, 'x'.repeat(25), 'Acme', 'ü']) assert.throws(() => ApiToken.generate(wrong), named('prefix'))
  const longest = ApiToken.generate('x'.repeat(24))
  assert.equal(ApiToken.parse(longest.text, 'x'.repeat(24)).digest, longest.digest)
  assert.throws(() => beginRefresh(0, 60, 'soon'), named('end'))
})
