import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { deferred } from './support/set-up.js'
import { startServers } from './support/servers.js'
import { startWorker } from './support/worker.js'

/** One client for all requests of the isolate, as Workers keep them; `/out` logs it out. */
const scriptOf = ({ home }, slow = '') => `
  import { TokenClient } from 'countersign/client'
  const wait = (isSlow) => isSlow && fetch('${home}/held').then((response) => response.text())
  const kept = { token: undefined }
  const client = new TokenClient({
    url: '${home}',
    firstDelay: 0.01,
    async credentials() {
      await wait(${slow === 'credentials'})
      return { apiKey: 'the-api-key-of-the-video-app' }
    },
    storage: {
      load: () => kept.token,
      async save(token) {
        await wait(${slow === 'save'} && token)
        kept.token = token
      },
    },
  })
  const answers = {
    '/out': async () => Response.json(await client.logOut() ?? 'out'),
    '/me': () => client.fetch('${home}/api/echo'),
    '/kept': () => Response.json(kept),
  }
  export default {
    async fetch(request) {
      try {
        return await answers[new URL(request.url).pathname]()
      } catch ({ code, message }) {
        return Response.json({ code, message }, { status: 500 })
      }
    },
  }`

for (const date of ['2024-01-01', '2026-04-01']) {
  describe(`in workerd, as of ${date}, one client`, () => {
    let servers
    let worker
    before(async () => {
      servers = await startServers()
    })
    after(() => servers.close())
    afterEach(() => worker.dispose())
    const start = async (slow) => {
      worker = await startWorker(scriptOf(servers.scene, slow), date)
      servers.events.length = 0
      return async (path) => (await worker.dispatchFetch(`http://worker.example${path}`)).json()
    }
    const events = () => servers.events.map(({ type }) => type)

    /** Lets the next answer of the service, or of `/held`, wait until it is resolved. */
    const hold = (wanted) => {
      const [asked, answer] = [deferred(), deferred()]
      servers.hold = async (area) => {
        if (area !== wanted) return
        servers.hold = undefined
        asked.resolve()
        await answer.promise
      }
      return { asked: asked.promise, answer }
    }

    /** Logs out while another request is at that point; what is left then. */
    const logOutDuring = async (slow) => {
      const call = await start(slow)
      const { asked, answer } = hold(slow === undefined ? 'service' : 'held')
      const request = call('/me')
      await asked
      assert.equal(await call('/out'), 'out')
      answer.resolve()
      assert.equal((await request).code, 'ERR_LOGGED_OUT')
      assert.deepEqual(await call('/kept'), {})
    }

    test('serves requests that come at once, each of which logs in', async () => {
      const call = await start()
      const answers = await Promise.all(Array.from({ length: 8 }, () => call('/me')))
      assert.deepEqual([...new Set(answers.map(({ subject }) => subject))], ['video-app'])
      assert.equal((await call('/me')).subject, 'video-app')
    })

    test('that logs out during a log-in of another request leaves no live session', async () => {
      await logOutDuring()
      assert.deepEqual(events(), ['issued', 'revoked'])
    })

    test('that logs out while another request saves its refresh token leaves none, and no live session', async () => {
      await logOutDuring('save')
      assert.deepEqual(events(), ['issued', 'revoked'])
    })

    test('that logs out while another request asks for credentials starts no log-in', async () => {
      await logOutDuring('credentials')
      assert.deepEqual(events(), [])
    })

    test('that logs out between requests begins a new session with the next', async () => {
      const call = await start()
      assert.equal((await call('/me')).subject, 'video-app')
      assert.equal(await call('/out'), 'out')
      assert.equal((await call('/me')).subject, 'video-app')
    })
  })
}
