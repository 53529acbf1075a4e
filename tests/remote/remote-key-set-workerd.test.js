import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issue, SigningKey, StatusList } from 'countersign'
import { MisbehavingIssuer, publish } from '../support/misbehaving-issuer.js'
import { startWorker } from '../support/workerd.js'

const ISSUER = 'https://auth.example'
const policy = { issuer: ISSUER, audience: 'api' }
const START = 1_800_000_000
const key = SigningKey.generate()
const nextKey = SigningKey.generate()
const tokenOf = (signer, claims = {}) => issue({ sub: 'user-1', ...claims }, signer, { ...policy, expiresIn: 200_000, now: () => START })

/** A worker whose clock is what each request says. @param {string} body declares `revocation`, may declare more */
const scriptOf = (url, options, body = 'const revocation = undefined') => `
  import { RemoteKeySet, RemoteStatusList, Verifier } from 'countersign'
  import { authenticate } from 'countersign/fetch'
  import { waitUntil } from 'cloudflare:workers'
  const clock = { now: ${START} }
  const now = () => clock.now
  const keys = new RemoteKeySet('${url}', { now, ${options} })
  ${body}
  const verifier = new Verifier(keys, { ...${JSON.stringify(policy)}, revocation, now })
  const handle = authenticate(verifier, (request, token) => Response.json(token.claims))
  export default { fetch(request) {
    clock.now = Number(request.headers.get('x-now'))
    return handle(request)
  } }
`

const setUp = async (t, { options = '', answer = publish([key, nextKey]), body } = {}) => {
  const issuer = await MisbehavingIssuer.start({ answer })
  const worker = await startWorker(scriptOf(issuer.url, options, body?.(issuer.url)), { compatibilityDate: '2025-08-15' })
  t.after(() => Promise.all([worker.dispose(), issuer.close()]))
  const call = async (token, second = 0) => {
    const started = performance.now()
    const response = await worker.dispatchFetch('https://api.example/', { headers: { authorization: `Bearer ${token}`, 'x-now': String(START + second) } })
    const { sub, code } = await response.json()
    return { said: sub ?? code, seconds: (performance.now() - started) / 1000 }
  }
  return { issuer, call }
}

test('in workerd an isolate that was idle refuses a withdrawn key at the first token', async (t) => {
  const { issuer, call } = await setUp(t)
  const token = tokenOf(key)
  assert.equal((await call(token)).said, 'user-1')
  issuer.answer = publish([nextKey])
  assert.equal((await call(token, 23 * 3600)).said, 'ERR_KEY_UNKNOWN')
})

test('in workerd an issuer that hangs is waited for by one request, and the old keys are used', async (t) => {
  const { issuer, call } = await setUp(t, { options: 'timeout: 0.3, waitUntil' })
  const token = tokenOf(key)
  await call(token)
  issuer.answer = () => {}
  const answers = await Promise.all(Array.from({ length: 10 }, () => call(token, 3600)))
  assert.deepEqual([...new Set(answers.map(({ said }) => said))], ['user-1'])
  assert.equal(issuer.requests, 2)
  assert.equal(answers.filter(({ seconds }) => seconds > 0.29).length >= 1, true)
  assert.equal((await call(token, 3600.5)).said, 'user-1', 'after the failure, too')
})

test('in workerd a save that hangs keeps no request waiting, or briefly without a waitUntil', async (t) => {
  const save = 'save: () => new Promise(() => {}), timeout: 20'
  for (const options of [`${save}, waitUntil`, save]) {
    const { call } = await setUp(t, { options })
    const { said, seconds } = await call(tokenOf(key))
    assert.equal(said, 'user-1')
    assert.ok(seconds < 10, `${seconds} s`)
  }
})

test('in workerd a load that hangs keeps no isolate from the issuer', async (t) => {
  const { call } = await setUp(t, { options: 'load: () => new Promise(() => {}), timeout: 20' })
  const { said, seconds } = await call(tokenOf(key))
  assert.equal(said, 'user-1')
  assert.ok(seconds < 10, `${seconds} s`)
})

test('in workerd what one request has played back does not un-revoke tokens for another', async (t) => {
  const listOf = async (url, revoked, at) => {
    const list = new StatusList({ length: 1024 })
    for (const index of revoked) list.set(index, 1)
    return issue({ ttl: 60, status_list: await list.encode() }, key, { issuer: ISSUER, subject: url, type: 'statuslist+jwt', expiresIn: 'never', now: () => START + at })
  }
  const lists = { text: undefined }
  const { issuer, call } = await setUp(t, {
    answer: (response, { url }) => (url.startsWith('/status/') ? response.end(lists.text) : publish([key])(response)),
    body: (url) => `const revocation = new RemoteStatusList('${new URL('/status/', url)}', { keys, issuer: '${ISSUER}', now })`,
  })
  const uri = String(new URL('/status/0', issuer.url))
  const token = tokenOf(key, { status: { status_list: { idx: 1, uri } } })
  lists.text = await listOf(uri, [1], 0)
  assert.equal((await call(token)).said, 'ERR_TOKEN_REVOKED')
  lists.text = await listOf(uri, [], -30)
  for (const said of await Promise.all(Array.from({ length: 5 }, () => call(token, 300)))) assert.equal(said.said, 'ERR_TOKEN_REVOKED')
})
