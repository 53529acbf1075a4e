import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { makeService } from '../support/service.js'
import { stores } from '../support/stores.js'

for (const { name, shared, open } of stores) {
  // From Node, D1 is a slow proxy: the full number is played inside workerd, by runtimes.test.js.
  const [ROUNDS, CONCURRENT] = name === 'd1' ? [1, 10] : [Number(process.env.COUNTERSIGN_ROUNDS ?? 5), 50]

  describe(`refreshing on ${name}`, () => {
    let opened, made
    before(async () => {
      opened = await open()
      if (opened !== undefined) made = makeService({ store: opened.store })
    })
    after(() => opened?.close())

    const it = (sentence, work) =>
      test(sentence, async (context) => {
        if (opened === undefined) return context.skip(`not run: ${name} is not installed`)
        made.clock.offset = 0
        made.events.length = 0
        await work(context)
      })
    const logIn = (subject = 'ada') => made.service.grant({ subject, scope: 'read' })
    const count = (type) => made.events.filter((event) => event.type === type).length
    const code = (promise) => promise.then(() => undefined, (error) => error.code)

    it(`answers ${CONCURRENT} concurrent requests with one rotation, ${ROUNDS} times, and logs nobody out`, async (context) => {
      // Half of the requests reach another process on the same store, where there can be one.
      const other = shared ? makeService({ store: opened.another() }) : made
      let loggedOut = 0
      for (let round = 0; round < ROUNDS; round++) {
        const { refresh_token } = await logIn()
        made.events.length = other.events.length = 0
        const services = [made.service, other.service]
        const answers = await Promise.allSettled(Array.from({ length: CONCURRENT }, (_, n) => services[n % 2].refresh(refresh_token)))
        const pairs = answers.map(({ value }) => JSON.stringify(value))
        assert.equal(new Set(pairs).size, 1, 'everybody has the same pair')
        loggedOut += answers.filter(({ status }) => status === 'rejected').length
        const events = [...new Set([...made.events, ...other.events])]
        assert.equal(events.filter(({ type }) => type === 'refreshed').length, 1)
        assert.equal(events.filter(({ type }) => type === 'replayed').length, CONCURRENT - 1)
        // And the pair that they all hold is good.
        await made.service.authenticate(`Bearer ${answers[0].value.access_token}`)
        await made.service.refresh(answers[0].value.refresh_token)
      }
      assert.equal(loggedOut, 0)
      if (other !== made) await other.service.close()
      context.diagnostic(`${name}: ${ROUNDS} rounds of ${CONCURRENT}: 1 rotation each, ${loggedOut} logged out`)
    })

    it('revokes the whole grant when an exchanged token comes back after its grace', async () => {
      const first = await logIn()
      const second = await made.service.refresh(first.refresh_token)
      made.clock.offset = 11
      assert.equal(await code(made.service.refresh(first.refresh_token)), 'ERR_TOKEN_REUSED')
      assert.equal(count('reused'), 1)
      assert.equal(await code(made.service.refresh(second.refresh_token)), 'ERR_TOKEN_REVOKED')
      assert.equal(await code(made.service.authenticate(`Bearer ${second.access_token}`)), 'ERR_TOKEN_REVOKED')
      assert.equal(await code(made.service.refresh(first.refresh_token)), 'ERR_TOKEN_REVOKED')
    })

    it('revokes it at once for a token of two generations ago', async () => {
      const first = await logIn()
      const second = await made.service.refresh(first.refresh_token)
      const third = await made.service.refresh(second.refresh_token)
      assert.equal(await code(made.service.refresh(first.refresh_token)), 'ERR_TOKEN_REUSED')
      assert.equal(await code(made.service.refresh(third.refresh_token)), 'ERR_TOKEN_REVOKED')
    })

    it('revokes once, though many reuse at the same time', async () => {
      const first = await logIn()
      await made.service.refresh(first.refresh_token)
      made.clock.offset = 11
      const codes = await Promise.all(Array.from({ length: CONCURRENT }, () => code(made.service.refresh(first.refresh_token))))
      assert.deepEqual([...new Set(codes)].filter((each) => each !== 'ERR_TOKEN_REVOKED'), ['ERR_TOKEN_REUSED'])
      assert.equal(count('reused'), 1)
    })

    it('does not lose a revocation to a refresh at the same time', async () => {
      for (let round = 0; round < 10; round++) {
        const first = await logIn('racer')
        const [renewed] = await Promise.allSettled([made.service.refresh(first.refresh_token), made.service.revoke(first.access_token)])
        const tokens = [first.refresh_token, ...(renewed.status === 'fulfilled' ? [renewed.value.refresh_token] : [])]
        for (const token of tokens) assert.equal(await code(made.service.refresh(token)), 'ERR_TOKEN_REVOKED')
      }
    })

    it('makes the same pair again if it has a part of the scope, and is a client\'s', async () => {
      const client = { client: 'web' }
      const first = await made.service.grant({ subject: 'ada', scope: 'read write' }, { ...client, confidential: true, resource: 'api' })
      const second = await made.service.refresh(first.refresh_token, { ...client, scope: 'read' })
      assert.equal(second.scope, 'read')
      assert.deepEqual(await made.service.refresh(first.refresh_token, client), second)
      await assert.rejects(made.service.refresh(second.refresh_token), { error: 'invalid_client' })
      assert.equal((await made.service.refresh(second.refresh_token, client)).scope, 'read write')
    })

    it('makes the same pair again after the keys were rotated', async () => {
      const { SigningKey } = await import('countersign')
      const rotating = makeService({ store: opened.store })
      const first = await rotating.service.grant({ subject: 'ada', scope: 'read' })
      const second = await rotating.service.refresh(first.refresh_token)
      rotating.service.rotateKeys(SigningKey.generate(), { publishFor: 0 })
      assert.deepEqual(await rotating.service.refresh(first.refresh_token), second)
    })
  })
}
