import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { RemoteKeySet, Verifier } from 'countersign'
import { ISSUER, SEAL, kidOf, ringService } from '../support/key-ring.js'
import { PASSWORD } from '../support/credentials.js'
import { stores } from '../support/stores.js'

const SECONDS = Number(process.env.COUNTERSIGN_SECONDS ?? 12)
const OFFSETS = [-30, 0, 30]
const keyRing = { seal: Buffer.from(SEAL).toString('base64url'), rotateEvery: 3, publishFor: 1.5 }

for (const { name, open } of stores.filter(({ shared }) => shared)) {
  describe(`three processes on one ${name}, whose clocks are 30 seconds apart`, () => {
    let opened
    const children = new Set()
    before(async () => {
      opened = await open()
      await opened?.store.migrate()
    })
    after(async () => {
      for (const child of children) child.kill('SIGKILL')
      await opened?.close()
    })
    const it = (sentence, work) => test(sentence, (context) => (opened === undefined ? context.skip(`not run: ${name} is not installed`) : work(context)))

    const spawn = async (offset, more) => {
      const child = fork(new URL('../support/processes/ring-process.js', import.meta.url), [JSON.stringify({ store: name, url: opened.url, offset, keyRing, ...more })])
      children.add(child)
      const made = { child, steps: 0, gone: once(child, 'exit') }
      child.on('message', ({ step }) => (made.steps += step === undefined ? 0 : 1))
      const [{ url }] = await once(child, 'message')
      return Object.assign(made, { url })
    }
    const ask = async ({ url }, path, { body, token } = {}) => {
      const headers = { ...(body && { 'content-type': 'application/json' }), ...(token && { authorization: `Bearer ${token}` }) }
      const response = await fetch(url + path, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) })
      return { status: response.status, body: await response.json() }
    }
    const login = { username: 'your-email@example.com', password: PASSWORD }

    it('refuse no honest token while the keys change every few seconds, and one of them is killed', async (context) => {
      const processes = await Promise.all(OFFSETS.map((offset) => spawn(offset)))
      const pick = () => processes[Math.floor(Math.random() * processes.length)]
      const keys = new RemoteKeySet(`${ISSUER}/.well-known/jwks.json`, { cooldown: 1, fetch: (_, init) => fetch(`${pick().url}/.well-known/jwks.json`, init) })
      const verifier = new Verifier(keys, { issuer: ISSUER, audience: 'api', type: 'at+jwt', leeway: 60 })
      const counts = { good: 0, refused: 0, unavailable: 0, cut: 0, kills: 0, steps: 0 }
      const kids = new Set()
      const start = performance.now()
      // Long enough for a rotation, however slow this machine is.
      const isOver = () => performance.now() > start + SECONDS * (kids.size > 1 ? 1000 : 5000)
      const judge = (answer) => {
        counts[answer.status === 200 ? 'good' : answer.status === 503 ? 'unavailable' : 'refused']++
        if (![200, 503].includes(answer.status)) context.diagnostic(JSON.stringify(answer))
        return answer
      }
      const client = async () => {
        let pair
        while (!isOver()) {
          try {
            const answer = judge(await (pair === undefined ? ask(pick(), '/token', { body: login }) : ask(pick(), '/auth/refresh', { body: { refreshToken: pair.refresh_token } })))
            if (answer.status === 200) pair = answer.body
            if (pair === undefined) continue
            kids.add(kidOf(pair.access_token))
            judge(await ask(pick(), '/me', { token: pair.access_token }))
            judge(await verifier.authenticate(`Bearer ${pair.access_token}`).then(() => ({ status: 200 }), ({ status, code }) => ({ status, code })))
          } catch {
            counts.cut++
          }
        }
      }
      const killer = async () => {
        for (let n = 0; !isOver(); n = (n + 1) % processes.length) {
          await new Promise((resolve) => setTimeout(resolve, 2000 + Math.random() * 3000))
          const killed = processes[n]
          killed.child.kill('SIGKILL')
          await killed.gone
          counts.steps += killed.steps
          counts.kills++
          processes[n] = await spawn(OFFSETS[n])
        }
      }
      await Promise.all([client(), client(), client(), killer()])
      for (const { child, steps } of processes) child.kill('SIGKILL'), (counts.steps += steps)
      const ring = await opened.store.keyRing(ISSUER)
      context.diagnostic(`${name}: ${JSON.stringify(counts)}, ${kids.size} keys signed, version ${ring.version}`)
      assert.equal(counts.refused, 0)
      assert.ok(counts.good > 0 && counts.kills > 0)
      assert.ok(kids.size > 1 && ring.version > 2, 'the keys changed')
      assert.equal(ring.keys.filter(({ state }) => state === 'signing').length, 1)
      assert.ok([...kids].every((kid) => ring.keys.some(({ jwk }) => jwk.kid === kid)), 'every key that signed is published')
    })

    for (const dies of ['before', 'after']) {
      it(`go on with one ring when one is killed in the middle of a rotation, ${dies} its step is stored`, async () => {
        const dying = await spawn(0, { dies, issuer: `${ISSUER}/${dies}` })
        const issuer = `${ISSUER}/${dies}`
        const drive = async () => {
          for (;;) {
            await ask(dying, `/${dies}/token`, { body: login })
            await new Promise((resolve) => setTimeout(resolve, 100))
          }
        }
        await Promise.race([dying.gone, assert.rejects(drive())])
        await dying.gone
        const left = await opened.store.keyRing(issuer)
        assert.deepEqual([left.version, left.keys.map(({ state }) => state).join(' ')], dies === 'before' ? [1, 'signing'] : [2, 'next signing'])
        const other = ringService({ store: opened.store, issuer, offset: 30, keyRing, accessLifetime: 120, refreshLifetime: 120, grace: 600, storeTimeout: 60 })
        const first = await other.signing()
        assert.equal(first, left.keys.at(-1).jwk.kid)
        for (let n = 0; n < 3; n++) (other.clock.offset += 120), await other.service.sweep()
        assert.notEqual(await other.signing(), first)
      })
    }
  })
}
