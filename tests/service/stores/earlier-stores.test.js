import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SigningKey, StatusList, decode } from 'countersign'
import { MemoryStore } from 'countersign/stores/memory'
import { earlierLife, fillAsEarlier, fillAsSecond } from '../support/earlier-stores.js'
import { makeService } from '../support/service.js'
import { stores } from '../support/stores.js'

const A = { issuer: 'https://a.example', key: SigningKey.generate() }
const B = { issuer: 'https://b.example', key: SigningKey.generate() }
const DAY = 86_400
const REVOKED = { code: 'ERR_TOKEN_REVOKED' }

/** All tokens of an earlier life are as good or as bad as they were. */
const assertLives = async ({ service }, { pairs, apiTokens }) => {
  for (const subject of ['ada', 'grace']) {
    const { claims } = await service.authenticate(`Bearer ${pairs[subject].access_token}`)
    assert.equal(claims.sub, subject)
  }
  await assert.rejects(service.authenticate(`Bearer ${pairs.mallory.access_token}`), REVOKED)
  await assert.rejects(service.refresh(pairs.mallory.refresh_token), REVOKED)
  for (const label of ['good', 'rerolled', 'short']) assert.equal((await service.verifyApiToken(apiTokens[label])).label, label)
  assert.equal((await service.verifyApiToken(apiTokens.next)).label, 'rerolled')
  await assert.rejects(service.verifyApiToken(apiTokens.revoked), REVOKED)
  assert.deepEqual((await service.listApiTokens({ owner: { type: 'user', id: 'ada' } })).map(({ label }) => label).sort(), ['good', 'rerolled', 'revoked', 'short'])
  const list = await StatusList.decode(decode(await service.statusList()).claims.status_list)
  const bit = ({ access_token }) => list.status(decode(access_token).claims.status.status_list.idx)
  assert.deepEqual([bit(pairs.ada), bit(pairs.grace), bit(pairs.mallory)], [0, 0, 1])
}

const assertForeign = async ({ service }, { pairs, apiTokens }) => {
  for (const token of Object.values(apiTokens)) await assert.rejects(service.verifyApiToken(token), REVOKED)
  for (const { access_token } of Object.values(pairs)) await assert.rejects(service.authenticate(`Bearer ${access_token}`))
}

for (const { name, open } of stores.filter(({ name }) => !['memory', 'durable-objects'].includes(name))) {
  describe(`a ${name} store of the version that kept no issuers`, () => {
    const it = (sentence, work) =>
      test(sentence, async (context) => {
        const opened = await open()
        if (opened === undefined) return context.skip(`not run: ${name} is not installed`)
        const others = []
        const another = () => {
          if (opened.another === undefined) return opened.store
          others.push(opened.another())
          return others.at(-1)
        }
        try {
          await work(opened, another)
        } finally {
          for (const other of others) await other.close()
          await opened.close()
        }
      })

    it('keeps every grant and every API token for its service, and nothing for another', async (opened, another) => {
      const memory = new MemoryStore()
      const life = await earlierLife({ memory, ...A })
      // Long dead, of a key that was withdrawn since: it speaks for no other service.
      const dead = { ...life.grants[0], id: 'dead', subject: 'dead', kid: 'withdrawn', ends: 5 }
      await fillAsEarlier(name, opened, { grants: [...life.grants, dead], records: life.records })
      const made = makeService({ store: opened.store, ...A })
      await assertLives(made, life)
      assert.ok(decode((await made.service.grant({ subject: 'new' })).access_token).claims.status.status_list.idx > 3)
      const foreign = makeService({ store: another(), ...B })
      await assertForeign(foreign, life)
      assert.equal(await foreign.service.revokeGrantsOf('grace'), 0)
      await assertLives(makeService({ store: another(), ...A }), life)
      const renewed = await made.service.refresh(life.pairs.grace.refresh_token)
      assert.equal(await made.service.revokeGrantsOf('grace'), 1)
      await assert.rejects(made.service.refresh(renewed.refresh_token), REVOKED)

      made.clock.offset = 40 * DAY
      await made.service.sweep()
      assert.deepEqual((await made.service.listApiTokens()).map(({ label }) => label).sort(), ['good', 'rerolled'])
      assert.equal(await opened.store.grant(A.issuer, 'dead'), undefined)
      await assert.rejects(made.service.verifyApiToken(life.apiTokens.rerolled), REVOKED)
    })

    it('is brought up to date by several processes at once, and where one left off', async (opened, another) => {
      const memory = new MemoryStore()
      const life = await earlierLife({ memory, ...A })
      await fillAsEarlier(name, opened, life)
      const made = Array.from({ length: 4 }, () => makeService({ store: another(), ...A }))
      await Promise.all(made.map(({ service }) => service.authenticate(`Bearer ${life.pairs.ada.access_token}`)))
      for (const each of made) await assertLives(each, life)
      // A process of the earlier version was still at work.
      const late = await earlierLife({ memory, ...A })
      await fillAsEarlier(name, opened, late)
      let taken = 0
      assert.equal(await opened.store.adopt(A.issuer, () => taken++ % 2 === 0), 4)
      const next = makeService({ store: another(), ...A })
      await next.service.authenticate(`Bearer ${late.pairs.ada.access_token}`)
      assert.equal((await next.service.verifyApiToken(late.apiTokens.next)).label, 'rerolled')
      assert.equal((await next.service.listApiTokens()).length, 8)
      assert.equal(await opened.store.adopt(B.issuer, () => true), 0, 'nothing is left')
    })

    it('or of the version that knew of no account: nothing is lost, and every token is as good as it was', async (opened, another) => {
      const life = await earlierLife({ memory: new MemoryStore(), ...A })
      await fillAsSecond(name, opened, life, A.issuer)
      const processes = Array.from({ length: 3 }, () => makeService({ store: another(), ...A }))
      await Promise.all(processes.map(({ service }) => service.authenticate(`Bearer ${life.pairs.ada.access_token}`)))
      for (const each of processes) await assertLives(each, life)
      await assertForeign(makeService({ store: another(), ...B }), life)

      const made = makeService({ store: opened.store, ...A })
      const me = async (path, token) => {
        const answer = await made.service.fetch(new Request(A.issuer + path, { headers: { authorization: `Bearer ${token}` } }))
        return { status: answer.status, body: await answer.json() }
      }
      assert.equal((await me('/me', life.pairs.ada.access_token)).body.subject, 'ada')
      const early = await me('/me/sessions', life.pairs.ada.access_token)
      assert.deepEqual([early.status, early.body.code], [403, 'ERR_LOGIN_REQUIRED'], 'nobody knows how it began: log in once')
      const { access_token } = await made.service.grant({ subject: 'ada', scope: 'read' })
      assert.equal((await me('/me/sessions', access_token)).body.sessions.length, 2)
      assert.equal((await me('/me/api-tokens', access_token)).body.api_tokens.length, 4)
      const exchanged = await made.service.fetch(new Request(`${A.issuer}/auth/api-key`, {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ apiKey: life.apiTokens.good }),
      }))
      assert.equal(exchanged.status, 200)
      assert.equal((await made.service.refresh(life.pairs.grace.refresh_token)).token_type, 'Bearer')
      assert.deepEqual(await made.service.endSubject('ada'), { grants: 2, apiTokens: 3 })
      for (const label of ['good', 'rerolled', 'next', 'short']) await assert.rejects(made.service.verifyApiToken(life.apiTokens[label]), REVOKED)
      made.clock.offset = 40 * DAY
      await made.service.sweep()
      assert.deepEqual(await made.service.listApiTokens(), [])
    })

    it('that two services shared opens for neither, until its operator says whose the records are', async (opened, another) => {
      const memory = new MemoryStore()
      const lives = [await earlierLife({ memory, ...A }), await earlierLife({ memory, ...B })]
      await fillAsEarlier(name, opened, { grants: lives.flatMap(({ grants }) => grants), records: lives.flatMap(({ records }) => records) })
      const made = [A, B].map((tenant) => makeService({ store: another(), ...tenant }))
      for (const [n, { service, errors }] of made.entries()) {
        await assert.rejects(service.verifyApiToken(lives[n].apiTokens.good), (error) => error.code === 'ERR_STORE_UNAVAILABLE' && /adopt\(\)/.test(error.cause.message))
        assert.equal((await service.fetch(new Request(`${[A, B][n].issuer}/status/0`))).status, 503)
        assert.match(errors[0].cause.message, /name no issuer/)
      }
      const idsOfA = lives[0].records.map(({ id }) => id)
      const isA = (record, kind) => (kind === 'grant' ? record.kid === A.key.kid : idsOfA.includes(record.id))
      assert.equal(await opened.store.adopt(A.issuer, isA), 7)
      await assert.rejects(made[0].service.verifyApiToken(lives[0].apiTokens.good), { code: 'ERR_STORE_UNAVAILABLE' })
      assert.equal(await opened.store.adopt(B.issuer, () => true), 7)
      for (const [n, each] of made.entries()) {
        await assertLives(each, lives[n])
        await assertForeign(each, lives[1 - n])
      }
    })
  })
}

const only = (name) => stores.find((each) => each.name === name)

test('more grants than fit into a page are kept, and each of them has to be the service\'s own', { skip: only('sqlite') === undefined && 'another store is tested' }, async () => {
  const opened = await only('sqlite').open()
  try {
    await fillAsEarlier('sqlite', opened, { grants: [], records: [] })
    const add = (many, kid) => opened.store.run(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${many})
       INSERT INTO countersign_grants (id, version, subject, ends, record)
       SELECT ?1 || printf('%05d', i), 1, 'ada', 9e9, json_object('id', ?1 || printf('%05d', i), 'kid', ?1, 'ends', 9e9) FROM n`, [kid])
    await add(2500, A.key.kid)
    await makeService({ store: opened.store, ...A }).service.listApiTokens()
    const own = `SELECT count(*) AS n FROM countersign_grants WHERE issuer = ?1`
    assert.equal(Number((await opened.store.run(own, [A.issuer]))[0].n), 2500)
    // The very last one is of another service.
    await opened.store.run('UPDATE countersign_grants SET issuer = NULL')
    await opened.store.run(`UPDATE countersign_grants SET record = json_set(record, '$.kid', 'other') WHERE id = (SELECT max(id) FROM countersign_grants)`)
    await assert.rejects(makeService({ store: opened.another(), ...A }).service.listApiTokens(), { code: 'ERR_STORE_UNAVAILABLE' })
    assert.equal(Number((await opened.store.run(own, [A.issuer]))[0].n), 0)
  } finally {
    await opened.close()
  }
})

test('names in the lists of an earlier Redis whose records are gone do not keep the others from being adopted', { skip: only('redis') === undefined && 'another store is tested' }, async (context) => {
  const opened = await only('redis').open()
  if (opened === undefined) return context.skip('not run: redis is not installed')
  try {
    const life = await earlierLife({ memory: new MemoryStore(), ...A })
    await fillAsEarlier('redis', opened, life)
    const { createClient } = await import('redis')
    const client = await createClient({ url: opened.url }).connect()
    await client.zAdd('countersign:ends', { score: 9e9, value: 'gone' })
    await client.zAdd('countersign:api-tokens', { score: 0, value: 'gone' })
    await assertLives(makeService({ store: opened.store, ...A }), life)
    assert.equal(await client.exists(['countersign:ends', 'countersign:api-tokens']), 0)
    client.destroy()
  } finally {
    await opened.close()
  }
})
