import { ProofVerifier, SigningKey, Verifier, decode, issue, issueProof } from 'countersign'
import vectors from '../../vectors/dpop.json' with { type: 'json' }
import { equal, ok, optionRefusal, refusal, rejection, same } from './support/assert.js'
import { at } from './support/fixtures.js'
import { test } from './support/registry.js'

const NOW = 1_767_225_600
const URL = 'https://auth.example/token'

const verifier = (options) => new ProofVerifier({ now: at(NOW), ...options })
const request = (dpop, { method = 'POST', url = URL } = {}) => ({ method, url, headers: new Headers(dpop === null ? {} : { dpop }) })
const proofOf = (key, members) => issueProof(key, { method: 'POST', url: URL, now: at(NOW), ...members })

test('a proof that is issued is good for its request, and says whose it is', async () => {
  const key = SigningKey.generate()
  const proofs = verifier()
  const proof = proofs.verify(request(proofOf(key, { url: `${URL}?a=b#c` })))
  equal(proof.thumbprint, key.kid)
  equal(proof.until, NOW + 60)
  await proofs.useOnce(proof)
  const error = await rejection('ERR_PROOF_REPLAYED', proofs.useOnce(proof))
  same([error.status, error.scheme], [401, 'DPoP'])
})

test('a proof has the key, the request, the token and the nonce in it, and nothing private', () => {
  for (const alg of ['EdDSA', 'Ed25519']) {
    const key = SigningKey.fromJwk({ ...SigningKey.generate().toJwk(), alg })
    const { header, claims } = decode(issueProof(key, { method: 'GET', url: 'https://api.example/a?b', accessToken: 'token', nonce: 'n', now: at(NOW + 0.9) }))
    const { x } = key.toPublicJwk()
    same([header.typ, header.alg, header.jwk.x, Object.hasOwn(header.jwk, 'd')], ['dpop+jwt', alg, x, false])
    same([claims.htm, claims.htu, claims.iat, claims.nonce], ['GET', 'https://api.example/a', NOW, 'n'])
    equal(claims.ath, 'PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A', 'the hash of RFC 9449 §4.2')
  }
  const key = SigningKey.generate()
  ok(decode(proofOf(key)).claims.jti !== decode(proofOf(key)).claims.jti)
})

test('a token with its proof is verified by whom it is for', async () => {
  const key = SigningKey.generate()
  const issuer = SigningKey.generate()
  const token = issue({ sub: 'ada', cnf: { jkt: key.kid } }, issuer, { issuer: 'https://auth.example', audience: 'api', expiresIn: 60 })
  const checks = new Verifier(issuer, { issuer: 'https://auth.example', audience: 'api' })
  const url = 'https://api.example/me'
  const ask = (proof) => checks.authenticate({ method: 'GET', url, headers: new Headers({ authorization: `DPoP ${token}`, dpop: proof }) })
  equal((await ask(issueProof(key, { method: 'GET', url, accessToken: token }))).claims.sub, 'ada')
  await rejection('ERR_PROOF_INVALID', ask(issueProof(key, { method: 'GET', url })))
  await rejection('ERR_PROOF_KEY_MISMATCH', ask(issueProof(SigningKey.generate(), { method: 'GET', url, accessToken: token })))
})

test('the vectors of proofs are judged the same where no token is presented', () => {
  // What the token or its binding decides is another matter.
  const others = vectors.cases.filter(({ claim, token, expect }) => claim !== 'ath' && token === undefined && !/KEY_MISMATCH|REQUIRED$/.test(expect))
  ok(others.length > 100)
  for (const { name, proof, expect, claim, nonces, window, request: asked = vectors.request } of others) {
    if (nonces !== undefined) continue
    const proofs = new ProofVerifier({ now: at(vectors.now), ...(window && { window }) })
    const judge = () => proofs.verify(request(proof, asked))
    if (expect === 'valid') equal(judge().thumbprint, vectors.thumbprint, name)
    else equal(refusal(expect, judge, name).claim, claim, name)
  }
})

test('a nonce that is asked for comes with the refusal', () => {
  const key = SigningKey.generate()
  const proofs = verifier({ nonces: () => ['new', 'old'] })
  equal(refusal('ERR_PROOF_NONCE_REQUIRED', () => proofs.verify(request(proofOf(key)))).nonce, 'new')
  for (const nonce of ['new', 'old']) equal(proofs.verify(request(proofOf(key, { nonce }))).thumbprint, key.kid)
  refusal('ERR_PROOF_NONCE_REQUIRED', () => proofs.verify(request(proofOf(key, { nonce: 'older' }))))
})

test('a request without a proof, with two, or with one of another key, method, URL or time is refused', () => {
  const key = SigningKey.generate()
  const proofs = verifier()
  refusal('ERR_PROOF_MISSING', () => proofs.verify(request(null)))
  refusal('ERR_PROOF_MISSING', () => proofs.verify(request('')))
  for (const members of [{ method: 'GET' }, { url: 'https://auth.example/other' }, { now: at(NOW - 61) }, { now: at(NOW + 62) }]) {
    refusal('ERR_PROOF_INVALID', () => proofs.verify(request(proofOf(key, members))), JSON.stringify(members))
  }
  refusal('ERR_PROOF_INVALID', () => proofs.verify(request(`${proofOf(key)}, ${proofOf(key)}`)))
  refusal('ERR_PROOF_INVALID', () => proofs.verify(request('x'.repeat(100_000))))
  equal(refusal('ERR_PROOF_INVALID', () => proofs.verify(request(proofOf(key)), 'token')).claim, 'ath')
})

test('a client that is known is judged as one that is not, however many there are', async () => {
  const proofs = verifier()
  const clients = Array.from({ length: 120 }, () => SigningKey.generate())
  const visit = async (client, times) => {
    for (let time = 0; time < times; time++) {
      const proof = proofs.verify(request(proofOf(client)))
      equal(proof.thumbprint, client.kid)
      await proofs.useOnce(proof)
    }
    const [header, payload] = proofOf(client).split('.')
    const signatures = [proofOf(client), proofOf(clients[0] === client ? clients[1] : clients[0])].map((proof) => proof.split('.')[2])
    // A good signature over something else, and one of another key, below a header that is known.
    for (const signature of signatures) refusal('ERR_PROOF_INVALID', () => proofs.verify(request(`${header}.${payload}.${signature}`)))
    refusal('ERR_PROOF_INVALID', () => proofs.verify(request(proofOf(client), { method: 'GET' })))
  }
  // Often enough for each table that a key can get but the widest; then many clients, twice.
  await visit(clients[0], 80)
  for (let round = 0; round < 2; round++) for (const client of clients) await visit(client, 2)
})

test('wrong options of proofs are refused', () => {
  const key = SigningKey.generate()
  for (const [option, options] of [
    ['method', { url: URL }],
    ['method', { method: '', url: URL }],
    ['url', { method: 'POST' }],
    ['url', { method: 'POST', url: '/token' }],
    ['url', { method: 'POST', url: 'ftp://auth.example/' }],
    ['nonce', { method: 'POST', url: URL, nonce: 5 }],
    ['accessToken', { method: 'POST', url: URL, accessToken: '' }],
    ['now', { method: 'POST', url: URL, now: 5 }],
    ['now', { method: 'POST', url: URL, now: () => NaN }],
    ['token', { method: 'POST', url: URL, token: 'a' }],
  ]) optionRefusal(option, () => issueProof(key, options))
  refusal('ERR_KEY_INVALID', () => issueProof({}, { method: 'POST', url: URL }))
  optionRefusal('window', () => new ProofVerifier({ window: 0 }))
  optionRefusal('nonce', () => new ProofVerifier({ nonce: 'a' }))
  optionRefusal('now', () => new ProofVerifier({ now: 5 }))
})
