import { KeySet, decode, issueWithSigner, verify } from 'countersign'
import { equal, ok, rejection, same } from '../support/assert.js'
import { NOW, at, policy, signer, signingKey, token } from '../support/fixtures.js'
import { test } from '../support/registry.js'

const options = (members = {}) => ({ issuer: 'https://auth.example', audience: 'api', jwtId: 'one', expiresIn: 60, now: at(NOW), ...members })
const issued = (members, more) => issueWithSigner({ sub: 'user-1' }, { ...signer, ...members }, options(more))
const signatureOf = (text) => decode(text).signature
const never = () => new Promise(() => {})

test('a token that a key elsewhere signs is one like any other', async () => {
  const made = await issued()
  equal(verify(made, new KeySet(signingKey()), policy()).claims.sub, 'user-1')
  equal(decode(made).header.kid, signer.kid)
  const named = await issued({ kid: 'kms', algorithm: 'Ed25519' })
  same(decode(named).header, { alg: 'Ed25519', typ: 'JWT', kid: 'kms' })
})

test('a signer that fails, is slow or lies gives no token', async () => {
  const other = (change) => async (bytes) => change(await signer.sign(bytes))
  const faults = {
    throws: async () => { throw new Error('the connection was reset') },
    'throws at once': () => { throw new Error('the connection was reset') },
    'never answers': never,
    'answers nothing': async () => undefined,
    'answers text': async () => 'a signature',
    'answers an array': other((bytes) => [...bytes]),
    'answers too little': other((bytes) => bytes.subarray(0, 63)),
    'answers too much': other((bytes) => new Uint8Array([...bytes, 0])),
    'answers zeros': async () => new Uint8Array(64),
    'flips a bit': other((bytes) => bytes.map((byte, index) => (index === 0 ? byte ^ 1 : byte))),
    'answers the signature of another token': async () => signatureOf(token()),
  }
  for (const [name, sign] of Object.entries(faults)) {
    const error = await rejection('ERR_SIGNER_UNAVAILABLE', issued({ sign }, { timeout: 0.05 }), name)
    equal(error.status, 503, name)
    ok(error.cause !== undefined, `${name} has a cause`)
  }
})

test('a signer of another key is found out', async () => {
  const { publicJwk } = signer
  const other = { ...publicJwk, x: 'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw' }
  const error = await rejection('ERR_SIGNER_UNAVAILABLE', issued({ publicJwk: other }))
  equal(error.cause.code, 'ERR_SIGNATURE_INVALID')
})

test('what is no signer is a mistake of the program', async () => {
  for (const members of [{ publicJwk: undefined }, { publicJwk: { kty: 'RSA' } }, { publicJwk: signingKey().toJwk() }, { algorithm: 'RS256' }, { kid: 5 }]) {
    await rejection('ERR_KEY_INVALID', issued(members), JSON.stringify(members))
  }
  await rejection('ERR_KEY_INVALID', issueWithSigner({}, undefined, options()))
  await rejection('ERR_OPTION_INVALID', issued({}, { timeout: -1 }))
  await rejection('ERR_OPTION_INVALID', issued({}, { expiresIn: 0 }))
})
