import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SigningKey, TokenError, Verifier, issue } from 'countersign'
import { tokenVerifier } from 'countersign/mcp'
import { freeOrigin, startServer, startService } from './support/programs.js'

const issuer = 'https://auth.example'
const resource = 'https://api.example/mcp'
const key = SigningKey.generate()
const policy = { issuer, audience: [resource, 'api'], type: 'at+jwt' }
const tokenOf = (options, claims = { client_id: 'notebook' }) => issue(claims, key, { ...policy, audience: resource, expiresIn: 60, ...options })

for (const version of ['version 1', 'version 2']) {
  test(`requireBearerAuth of ${version} takes it, and knows a bad token by it`, { timeout: 120_000 }, async (t) => {
    const origin = await freeOrigin()
    const { issuer, service } = await startService(t, origin)
    await startServer(t, `requireBearerAuth, ${version}`, { issuer, origin })
    const call = async (token) => {
      const response = await fetch(`${origin}/mcp`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
      return { status: response.status, challenge: response.headers.get('www-authenticate'), body: await response.json() }
    }
    const tokenFor = async (audience) => (await service.grant({ subject: 'ada', client: 'notebook', scope: 'notes:read' }, { resource: audience })).access_token
    assert.deepEqual(await call(await tokenFor(`${origin}/mcp`)).then(({ status, body }) => [status, body]), [200, { client: 'notebook' }])
    for (const token of [await tokenFor('api'), `${await tokenFor(`${origin}/mcp`)}x`, 'x']) {
      const { status, challenge, body } = await call(token)
      assert.deepEqual([status, body.error], [401, 'invalid_token'])
      assert.match(challenge, /^Bearer error="invalid_token"/)
    }
  })
}

test('a token says who it is for, and when it ends', async () => {
  const verifier = tokenVerifier(new Verifier(key, policy), { resource, refuse: (error) => error })
  const token = tokenOf({ scope: 'a b' })
  const info = await verifier.verifyAccessToken(token)
  assert.deepEqual([info.token, info.clientId, info.scopes, info.resource.href], [token, 'notebook', ['a', 'b'], resource])
  assert.ok(Math.abs(info.expiresAt - Date.now() / 1000 - 60) < 5, 'in seconds')
  // The policy takes this audience, too: the SDK compares `resource` with what it expects.
  assert.equal((await verifier.verifyAccessToken(tokenOf({ audience: 'api' }))).resource, undefined)
  assert.deepEqual((await verifier.verifyAccessToken(tokenOf({}, {}))).scopes, [])
})

test('the error of the SDK is made of ours, and only for what the client may mend', async () => {
  const seen = []
  const refuse = (error) => {
    seen.push(error.code)
    return new Error('of the SDK')
  }
  const verifier = tokenVerifier(new Verifier(key, policy), { refuse })
  for (const token of [tokenOf({ audience: 'other' }), tokenOf({ now: () => 1000 }), '', 'a b', tokenOf({}, { cnf: { jkt: 'x' } })]) {
    await assert.rejects(verifier.verifyAccessToken(token), { message: 'of the SDK' })
  }
  assert.deepEqual(seen, ['ERR_AUDIENCE_MISMATCH', 'ERR_TOKEN_EXPIRED', 'ERR_CREDENTIALS_MALFORMED', 'ERR_CREDENTIALS_MALFORMED', 'ERR_PROOF_REQUIRED'])
  for (const code of ['ERR_KEYS_UNAVAILABLE', 'ERR_OPTION_INVALID']) {
    const failing = { authenticate: async () => { throw new TokenError(code, 'it is so') } }
    await assert.rejects(tokenVerifier(failing, { refuse }).verifyAccessToken('x'), { code })
  }
})

test('the error of the SDK must be given: without it, a bad token would be a 500', () => {
  for (const options of [undefined, {}, { refuse: 5 }, { refuse: (error) => error, resource: 'mcp' }, { refuse: (error) => error, audience: 'x' }]) {
    assert.throws(() => tokenVerifier(new Verifier(key, policy), options), { code: 'ERR_OPTION_INVALID' })
  }
})
