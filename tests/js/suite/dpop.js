import { ReplayMemory, Verifier } from 'countersign'
import vectors from '../../vectors/dpop.json' with { type: 'json' }
import { equal, ok, optionRefusal, refusal, rejection, same } from './support/assert.js'
import { at, issuer, keySet, policy, token } from './support/fixtures.js'
import { test } from './support/registry.js'

const good = vectors.cases.find(({ name }) => name === 'a proof').proof
const caseOf = (name) => vectors.cases.find((one) => one.name === name)

const verifier = (dpop, members) => new Verifier(vectors.keys, { ...vectors.policy, now: at(vectors.now), ...(dpop === undefined ? {} : { dpop }), ...members })

/** What a `Request` tells a verifier. The class itself changes URLs and forbids methods. */
const request = ({ proof = good, token: text = vectors.token, scheme = 'DPoP', request: { method, url } = vectors.request } = {}) => ({
  method,
  url,
  headers: new Headers({ authorization: `${scheme} ${text}`, ...(proof === null ? {} : { dpop: proof }) }),
})

const nodeRequest = (members) => ({
  method: 'POST',
  url: '/orders/7?page=2',
  headers: { authorization: `DPoP ${vectors.token}`, dpop: good, host: 'evil.example' },
  rawHeaders: [],
  ...members,
})

test('the vectors of proofs are accepted, or refused with their code and claim', async () => {
  for (const one of vectors.cases) {
    const { name, expect, claim, nonces, window } = one
    if (nonces?.length === 0) continue
    const checks = verifier({ ...(nonces && { nonces: () => nonces }), ...(window && { window }) })
    const promise = checks.authenticate(request(one))
    if (expect === 'valid') {
      equal((await promise.catch((error) => { throw new Error(`${name}: ${error.message}`) })).claims.cnf.jkt, vectors.thumbprint, name)
      continue
    }
    const error = await rejection(expect, promise, name)
    equal(error.claim, claim, name)
    same([error.status, error.scheme], [401, 'DPoP'], name)
    ok(/^DPoP error="(invalid_token|invalid_dpop_proof|use_dpop_nonce)", .*, algs="EdDSA Ed25519"$/.test(error.challenge()), `${name}: ${error.challenge()}`)
  }
})

test('a Request brings its proof by itself', async () => {
  const { method, url } = vectors.request
  const headers = { authorization: `dpop ${vectors.token}`, dpop: good }
  equal((await verifier().authenticate(new Request(`${url}?page=2`, { method, headers }))).claims.sub, 'user-1')
  const twice = new Headers(headers)
  twice.append('dpop', good)
  await rejection('ERR_PROOF_INVALID', verifier().authenticate(new Request(url, { method, headers: twice })))
})

test('a proof is good once, in whatever spelling, and only where everything else was good', async () => {
  const checks = verifier()
  await rejection('ERR_PROOF_INVALID', checks.authenticate(request({ request: { method: 'GET', url: vectors.request.url } })))
  await checks.authenticate(request())
  for (const proof of [good, caseOf('a proof by the name of RFC 9864').proof, caseOf('a query of htu').proof]) {
    const error = await rejection('ERR_PROOF_REPLAYED', checks.authenticate(request({ proof })))
    ok(error.challenge().startsWith('DPoP error="invalid_dpop_proof"'), error.challenge())
  }
})

test('of fifty requests at one moment with one proof, one is served', async () => {
  const checks = verifier()
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => checks.authenticate(request())))
  equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
  ok(outcomes.every(({ reason }) => reason === undefined || reason.code === 'ERR_PROOF_REPLAYED'))
})

test('a bound token that was remembered with its proof is not good without one', async () => {
  const checks = verifier()
  await checks.authenticate(request())
  refusal('ERR_PROOF_REQUIRED', () => checks.verify(vectors.token))
  await rejection('ERR_PROOF_REQUIRED', checks.authenticate(request({ scheme: 'Bearer' })))
  await rejection('ERR_PROOF_REQUIRED', checks.authenticate(`Bearer ${vectors.token}`))
  const { proof } = caseOf('the proof of another key')
  await rejection('ERR_PROOF_KEY_MISMATCH', checks.authenticate(request({ proof })))
})

test('a token that was remembered as a bearer token still needs the proof by the other scheme', async () => {
  const checks = verifier(undefined, { boundTokens: 'accept-as-bearer' })
  checks.verify(vectors.token)
  await rejection('ERR_PROOF_KEY_MISMATCH', checks.authenticate(request({ proof: caseOf('the proof of another key').proof })))
  equal((await checks.authenticate(request())).claims.sub, 'user-1')
  equal(checks.verify(vectors.token).claims.sub, 'user-1')
})

test('a token by the scheme DPoP is refused by that scheme, whatever is wrong with it', async () => {
  for (const [code, members] of [
    ['ERR_TOKEN_TOO_OLD', { maxAge: 1 }],
    ['ERR_SCOPE_INSUFFICIENT', { scope: 'write' }],
    ['ERR_AUDIENCE_MISMATCH', { audience: 'other' }],
    ['ERR_TOKEN_TOO_LARGE', { maxTokenBytes: 10 }],
  ]) {
    const challenge = (await rejection(code, verifier(undefined, members).authenticate(request()))).challenge('api')
    ok(challenge.startsWith('DPoP realm="api", error="in') && challenge.endsWith(', algs="EdDSA Ed25519"'), `${code}: ${challenge}`)
  }
  const empty = { ...request(), headers: new Headers({ authorization: 'DPoP' }) }
  equal((await rejection('ERR_CREDENTIALS_MALFORMED', verifier().authenticate(empty))).status, 400)
})

test('without the request, or where it is switched off, DPoP is a scheme that is not known', async () => {
  const authorization = `DPoP ${vectors.token}`
  for (const credentials of [authorization, new Headers({ authorization, dpop: good }), { headers: { authorization, dpop: good } }]) {
    const { message } = await rejection('ERR_CREDENTIALS_MISSING', verifier().authenticate(credentials))
    ok(!message.includes('publicUrl'), 'no option would help')
  }
  const error = await rejection('ERR_CREDENTIALS_MISSING', verifier(false).authenticate(request()))
  equal(error.challenge(), 'Bearer')
  await rejection('ERR_PROOF_REQUIRED', verifier(false).authenticate(`Bearer ${vectors.token}`))
})

test('a request of Node needs the public URL, since anybody may send any Host', async () => {
  const error = await rejection('ERR_CREDENTIALS_MISSING', verifier().authenticate(nodeRequest()))
  ok(error.message.includes('publicUrl'), error.message)
  for (const [publicUrl, members] of [
    ['https://api.example', {}],
    ['https://api.example/', {}],
    ['HTTPS://API.example:443', {}],
    ['https://api.example/orders', { url: '/7' }],
    // Express cuts the path of a router off `url`, and keeps the whole.
    ['https://api.example', { url: '/7', originalUrl: '/orders/7' }],
    ['https://api.example', { url: 'http://evil.example/orders/7' }],
    ['https://api.example', { headers: { ...nodeRequest().headers, dpop: [good] } }],
  ]) equal((await verifier({ publicUrl }).authenticate(nodeRequest(members))).claims.sub, 'user-1', publicUrl)
  const checks = verifier({ publicUrl: 'https://api.example' })
  await rejection('ERR_PROOF_INVALID', checks.authenticate(nodeRequest({ url: '/orders/8' })))
  await rejection('ERR_PROOF_INVALID', checks.authenticate(nodeRequest({ headers: { ...nodeRequest().headers, dpop: [good, good] } })))
  await rejection('ERR_PROOF_INVALID', checks.authenticate(nodeRequest({ headers: { ...nodeRequest().headers, dpop: 5 } })))
  await rejection('ERR_PROOF_MISSING', checks.authenticate(nodeRequest({ headers: Object.assign(Object.create({ dpop: good }), { authorization: `DPoP ${vectors.token}` }) })))
})

test('the public URL counts, and not that of the request', async () => {
  const behind = { method: 'POST', url: 'http://10.0.0.7:8080/orders/7' }
  equal((await verifier({ publicUrl: 'https://api.example' }).authenticate(request({ request: behind }))).claims.sub, 'user-1')
  await rejection('ERR_PROOF_INVALID', verifier().authenticate(request({ request: behind })))
  await rejection('ERR_PROOF_INVALID', verifier({ publicUrl: 'https://other.example' }).authenticate(request()))
})

test('the nonce to use comes with the refusal', async () => {
  const nonces = () => ['new', 'old']
  const error = await rejection('ERR_PROOF_NONCE_REQUIRED', verifier({ nonces }).authenticate(request()))
  equal(error.nonce, 'new')
  equal(Object.hasOwn(await rejection('ERR_PROOF_MISSING', verifier({ nonces }).authenticate(request({ proof: null }))), 'nonce'), false)
  for (const wrong of [[], 'new', undefined, [5], [''], ['a b'], ['a"'], ['ä']]) {
    await rejection('ERR_OPTION_INVALID', verifier({ nonces: () => wrong }).authenticate(request()), JSON.stringify(wrong))
  }
})

test('a giant proof is refused', async () => {
  await rejection('ERR_PROOF_INVALID', verifier().authenticate(request({ proof: 'x'.repeat(100_000) })))
  await rejection('ERR_PROOF_INVALID', verifier().authenticate(request({ proof: `${good}${'A'.repeat(100_000)}` })))
})

test('wrong options of DPoP are refused by name, at construction', () => {
  const wrong = {
    publicUrl: ['', 'api.example', '/x', 'ftp://api.example', 'https://', 'https://a/?b', 'https://a/#b', 'https://u@a', 'https://a b', 5, null],
    window: [0, 0.5, 301, -1, NaN, Infinity, '60', null],
    nonces: [[], 'a', null, {}],
    replays: [null, {}, () => true, { remember: true }, new Map()],
    jti: [true],
  }
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) optionRefusal(name, () => verifier({ [name]: value }))
  }
  for (const dpop of [true, null, 5, 'x', []]) optionRefusal('dpop', () => verifier(dpop))
})

test('several issuers each check proofs their own way', async () => {
  const own = { keys: vectors.keys, policy: { ...vectors.policy, now: at(vectors.now), dpop: { publicUrl: 'https://api.example' } } }
  const other = { keys: keySet(), policy: policy({ issuer: 'https://other.example', dpop: false }) }
  equal((await new Verifier([own, other]).authenticate(nodeRequest())).claims.iss, issuer)
})

test('a revoked token does not use its proof up', async () => {
  let revoked = true
  const checks = verifier(undefined, { revocation: { isRevoked: () => revoked } })
  await rejection('ERR_TOKEN_REVOKED', checks.authenticate(request()))
  revoked = false
  await checks.authenticate(request())
})

test('a memory of one’s own is asked once the token is good, and anything but true refuses', async () => {
  const asked = []
  const remembering = (answer) => verifier({ replays: { remember: (proof, now) => (asked.push([proof, now]), answer()) } })
  await remembering(async () => true).authenticate(request())
  const [[proof, now]] = asked
  equal(now, vectors.now)
  same(Object.keys(proof).sort(), ['id', 'thumbprint', 'until'])
  same([proof.thumbprint, proof.until, proof.id.length], [vectors.thumbprint, vectors.now + 60, 43])
  for (const answer of [false, undefined, 1, 'true']) await rejection('ERR_PROOF_REPLAYED', remembering(() => answer).authenticate(request()))
  const error = await rejection('ERR_STORE_UNAVAILABLE', remembering(() => { throw new Error('down') }).authenticate(request()))
  same([error.status, error.challenge(), error.cause.message], [503, undefined, 'down'])
})

const proofOf = (id, until = 1060, thumbprint = `key ${id}`) => ({ id: String(id), thumbprint, until })

test('a memory that is full forgets nothing, and says so', () => {
  const memory = new ReplayMemory({ capacity: 3 })
  for (const id of [1, 2, 3]) equal(memory.remember(proofOf(id), 1000), true)
  for (const id of [4, 5]) equal(refusal('ERR_STORE_UNAVAILABLE', () => memory.remember(proofOf(id), 1000)).status, 503)
  for (const id of [1, 2, 3]) equal(memory.remember(proofOf(id), 1000), false, 'and still knows what it knew')
  equal(memory.size, 3)
  equal(memory.remember(proofOf(4, 1130), 1070), true, 'a moment later there is room again')
})

test('one key fills a share of the memory, and shuts no other out', () => {
  const memory = new ReplayMemory({ capacity: 100 })
  for (let id = 0; id < 10; id++) equal(memory.remember(proofOf(id, 1060, 'flood'), 1000), true)
  refusal('ERR_STORE_UNAVAILABLE', () => memory.remember(proofOf(10, 1060, 'flood'), 1000))
  equal(memory.remember(proofOf(3, 1060, 'flood'), 1000), false)
  equal(memory.remember(proofOf(11, 1060, 'honest'), 1000), true)
  equal(memory.remember(proofOf(12, 1140, 'flood'), 1080), true)
})

test('a proof is remembered to its last instant, and not much longer', () => {
  const memory = new ReplayMemory()
  for (let until = 1000; until <= 1100; until += 0.5) memory.remember(proofOf(until, until), 1000)
  for (let now = 1000; now <= 1100; now += 0.5) {
    for (let until = now; until <= 1100; until += 0.5) equal(memory.remember(proofOf(until, until), now), false, `at ${now} until ${until}`)
    ok(memory.size <= (1100 - now) / 0.5 + 21, `at ${now}: ${memory.size}`)
  }
  memory.remember(proofOf('x', 1200), 1111)
  equal(memory.size, 1)
})

test('a clock that goes back brings no proof back', () => {
  const memory = new ReplayMemory()
  equal(memory.remember(proofOf(1, 1060), 1000), true)
  equal(memory.remember(proofOf(2, 1160), 1100), true)
  refusal('ERR_STORE_UNAVAILABLE', () => memory.remember(proofOf(1, 1060), 1000))
  equal(memory.remember(proofOf(2, 1160), 1000), false)
})

test('wrong options of a memory are refused by name', () => {
  for (const name of ['capacity', 'capacityPerKey']) {
    for (const value of [0, -1, 1.5, NaN, Infinity, '5', null]) optionRefusal(name, () => new ReplayMemory({ [name]: value }))
  }
  optionRefusal('size', () => new ReplayMemory({ size: 5 }))
})

test('a token that is bound to no key needs no proof, and gets no better by one', async () => {
  equal((await verifier(undefined, { issuer, audience: 'api' }).authenticate({ ...request(), headers: new Headers({ authorization: `Bearer ${caseOf('a token that is bound to no key').token}` }) })).claims.sub, 'user-1')
  const checks = new Verifier(keySet(), policy())
  equal((await checks.authenticate(`Bearer ${token()}`)).claims.sub, 'user-1')
})
