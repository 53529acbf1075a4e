import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SigningKey, StatusList, Verifier, decode, issue } from 'countersign'
import { OAuthError, TokenService } from 'countersign/service'
import { MemoryStore } from 'countersign/stores/memory'
import { authenticate, key, makeService } from '../support/service.js'

const ISSUER = 'https://auth.example'
const ADA = { type: 'user', id: 'ada' }
const setUp = (options) => makeService({ store: new MemoryStore(), issuer: ISSUER, ...options })

describe('scopes that are asked for', () => {
  const { service } = setUp()
  const granted = async (allowed, asked) => decode((await service.grant({ subject: 'ada', scope: allowed }, { scope: asked })).access_token).claims.scope

  test('are granted if every one of them is allowed', async () => {
    assert.equal(await granted('read write', 'write'), 'write')
    assert.equal(await granted(['read', 'write'], ' read  write '), 'read write')
    assert.equal(await granted('read write', ''), undefined)
  })

  test('are refused if one of them is not, whatever the others are', async () => {
    for (const asked of ['admin', 'read admin', 'admin read']) await assert.rejects(granted('read', asked), { error: 'invalid_scope', status: 400 })
    await assert.rejects(granted(undefined, 'read'), { error: 'invalid_scope' })
    await assert.rejects(granted('', 'mutant'), { error: 'invalid_scope' })
  })

  test('are all that are allowed if nothing was asked', async () => {
    assert.equal(await granted(' read   write '), 'read write')
    assert.equal(await granted(undefined), undefined)
  })
})

describe('a service as an object', () => {
  test('is a key source for verifiers in its process, also after a rotation', async () => {
    const { service, now } = setUp()
    const verifier = new Verifier(service.keys, { issuer: ISSUER, audience: 'api', now })
    const { access_token } = await service.grant({ subject: 'ada' })
    assert.equal((await verifier.authenticate(`Bearer ${access_token}`)).claims.sub, 'ada')
    service.rotateKeys(SigningKey.generate(), { publishFor: 0 })
    const next = await service.grant({ subject: 'grace' })
    assert.equal((await verifier.authenticate(`Bearer ${next.access_token}`)).claims.sub, 'grace')
    const stranger = setUp({ key: SigningKey.generate() })
    const foreign = (await stranger.service.grant({ subject: 'mallory' })).access_token
    await assert.rejects(verifier.authenticate(`Bearer ${foreign}`), { code: 'ERR_KEY_UNKNOWN' })
  })

  test('revokes an API token that is presented, and finds it among those of its owner', async () => {
    const { service } = setUp()
    const { token, id } = await service.createApiToken({ label: 'x', owner: ADA })
    await service.createApiToken({ label: 'y', owner: { type: 'application', id: 'ada' } })
    assert.deepEqual((await service.listApiTokens({ owner: ADA })).map((record) => record.id), [id])
    assert.equal((await service.listApiTokens()).length, 2)
    await service.revoke(token)
    await assert.rejects(service.verifyApiToken(token), { code: 'ERR_TOKEN_REVOKED' })
    await assert.rejects(service.revoke(token), { code: 'ERR_TOKEN_REVOKED' })
    const { revoked } = await service.revokeApiToken(id)
    assert.deepEqual([(await service.revokeApiToken(id)).id, (await service.revokeApiToken(id)).revoked], [id, revoked], 'it is revoked once')
  })

  test('publishes in its list what it revoked, for whatever reason', async () => {
    const { service, clock } = setUp()
    const isRevoked = async (token) => {
      const { idx } = decode(token).claims.status.status_list
      const list = await StatusList.decode(decode(await service.statusList()).claims.status_list)
      return list.status(idx) === 1
    }
    const [kept, revoked, reused] = await Promise.all(Array.from({ length: 3 }, () => service.grant({ subject: 'ada' })))
    for (const { access_token } of [kept, revoked, reused]) assert.equal(await isRevoked(access_token), false)
    await service.revoke(revoked.refresh_token)
    assert.equal(await isRevoked(revoked.access_token), true)
    await service.refresh(reused.refresh_token)
    clock.offset = 11
    // A list is made a moment before: the next one is not that one again.
    assert.equal(await isRevoked(reused.access_token), false)
    await assert.rejects(service.refresh(reused.refresh_token), { code: 'ERR_TOKEN_REUSED' })
    assert.equal(await isRevoked(reused.access_token), true)
    assert.equal(await isRevoked(kept.access_token), false)
  })

  test('forgets the grants whose last token is dead, and no other', async () => {
    const { service, clock } = setUp({ accessLifetime: 60, refreshLifetime: 120 })
    const { refresh_token } = await service.grant({ subject: 'ada' })
    await service.sweep()
    await service.refresh(refresh_token)
    clock.offset = 10_000
    await service.sweep()
    clock.offset = 5
    await assert.rejects(service.refresh(refresh_token), { code: 'ERR_TOKEN_REVOKED' })
  })

  test('works with no more than what it must be given', async () => {
    const service = new TokenService({ issuer: ISSUER, audience: 'api', key: SigningKey.generate(), store: new MemoryStore(), authenticate, prefix: undefined })
    const { access_token } = await service.grant({ subject: 'ada' })
    const { sub, iat } = (await service.authenticate(`Bearer ${access_token}`)).claims
    assert.ok(sub === 'ada' && Math.abs(iat - Date.now() / 1000) < 60, 'by the clock of the computer')
    assert.match((await service.createApiToken({ label: 'x', owner: ADA })).token, /^countersign_/)
    assert.equal((await service.fetch(new Request(`${ISSUER}/nowhere`))).status, 404)
    assert.equal((await service.fetch(new Request(`${ISSUER}/.well-known/jwks.json`, { method: 'HEAD' }))).status, 200)
  })

  test('does not depend on who listens to its events', async () => {
    for (const onEvent of [() => { throw new Error('full') }, async () => { throw new Error('full') }]) {
      const { service } = setUp({ onEvent })
      const { refresh_token } = await service.grant({ subject: 'ada' })
      await service.refresh(refresh_token)
    }
  })
})

describe('events', () => {
  test('say what happened to what, to whom and when', async () => {
    const { service, events, clock, now } = setUp()
    const pair = await service.grant({ subject: 'ada' })
    await service.refresh(pair.refresh_token)
    await service.refresh(pair.refresh_token)
    clock.offset = 11
    await assert.rejects(service.refresh(pair.refresh_token))
    const { id } = await service.createApiToken({ label: 'x', owner: ADA })
    await service.rerollApiToken(id)
    await service.revokeApiToken(id)
    await service.revokeApiToken(id)
    const seen = events.map(({ type, kind }) => `${type} ${kind}`)
    assert.deepEqual(seen, [
      'issued grant', 'refreshed grant', 'replayed grant', 'reused grant', 'revoked grant',
      'issued api-token', 'rerolled api-token', 'revoked api-token',
    ])
    for (const event of events) {
      assert.equal(event.subject, 'ada')
      assert.ok(Math.abs(event.at - now()) < 20)
      assert.ok(Object.isFrozen(event))
    }
    assert.equal(new Set(events.slice(0, 5).map((event) => event.id)).size, 1)
    assert.deepEqual(new Set(events.slice(5).map((event) => event.id)), new Set([id]))
  })
})

test('an end that is asked for is told once, and says whose grant it is', async () => {
  const { service, events } = setUp()
  const [one, other] = [await service.grant({ subject: 'ada' }), await service.grant({ subject: 'grace' })]
  events.length = 0
  for (let times = 0; times < 2; times++) await service.revoke(one.access_token)
  assert.equal(await service.revokeGrantsOf('grace'), 1)
  assert.deepEqual(events.map(({ type, kind, subject, id }) => [type, kind, subject, id]), [
    ['revoked', 'grant', 'ada', decode(one.access_token).claims.sid], ['revoked', 'grant', 'grace', decode(other.access_token).claims.sid],
  ])
})

describe('a grant', () => {
  test('says who uses it: the client that is named, or the subject', async () => {
    const { service } = setUp()
    const client = async (identity, request) => decode((await service.grant({ subject: 'ada', ...identity }, request)).access_token).claims.client_id
    assert.equal(await client(), 'ada')
    assert.equal(await client({ client: 'web' }), 'web')
  })

  test('carries the claims of its provider through every refresh', async () => {
    const { service } = setUp()
    const pair = await service.grant({ subject: 'ada', claims: { tenant: 'acme' } })
    const next = await service.refresh(pair.refresh_token)
    for (const { access_token } of [pair, next]) assert.equal(decode(access_token).claims.tenant, 'acme')
  })

  test('is expired when its refresh token is, and is not revoked by it', async () => {
    const { service, clock, events } = setUp({ refreshLifetime: 100, accessLifetime: 3600 })
    const pair = await service.grant({ subject: 'ada' })
    clock.offset = 99
    await service.authenticate(`Bearer ${pair.access_token}`)
    clock.offset = 101
    await assert.rejects(service.refresh(pair.refresh_token), { code: 'ERR_TOKEN_EXPIRED' })
    await service.authenticate(`Bearer ${pair.access_token}`)
    assert.deepEqual(events.map(({ type }) => type), ['issued'])
  })

  test('outlives neither its last refresh token nor its last access token', async () => {
    const store = new MemoryStore()
    for (const [lifetimes, longest] of [[{ accessLifetime: 60, refreshLifetime: 600 }, 600], [{ accessLifetime: 600, refreshLifetime: 60 }, 600]]) {
      const made = setUp({ store, now: () => 1000, ...lifetimes })
      const pair = await made.service.grant({ subject: 'ada' })
      const { sid } = decode(pair.access_token).claims
      assert.equal((await store.grant(ISSUER, sid)).ends, 1000 + longest)
      await made.service.refresh(pair.refresh_token)
      assert.equal((await store.grant(ISSUER, sid)).ends, 1000 + longest)
    }
    const once = setUp({ store, now: () => 1000, accessLifetime: 60 })
    const { access_token } = await once.service.grant({ subject: 'ada' }, { refreshable: false })
    assert.equal((await store.grant(ISSUER, decode(access_token).claims.sid)).ends, 1060)
  })
})

test('an OAuthError has a name of its own', () => {
  const error = new OAuthError('invalid_scope', 'no')
  assert.deepEqual([error.name, error.message, error.error, error.status, error.code], ['OAuthError', 'no', 'invalid_scope', 400, 'ERR_SCOPE_INVALID'])
})

test('a replay after the key of its pair was withdrawn is signed by one that is published', async () => {
  const store = new MemoryStore()
  const [first, second, third] = Array.from({ length: 3 }, () => SigningKey.generate())
  const serviceWith = (...key) => makeService({ store, issuer: ISSUER, key }).service
  const { refresh_token } = await serviceWith(first).grant({ subject: 'ada' })
  const renewed = await serviceWith(second, first).refresh(refresh_token)
  assert.equal(decode(renewed.access_token).header.kid, second.kid)
  const last = serviceWith(third, first)
  const { access_token } = await last.refresh(refresh_token)
  assert.equal(decode(access_token).header.kid, third.kid)
  await last.authenticate(`Bearer ${access_token}`)
})

test('what the same key signed for something else is no access token', async () => {
  const { service } = setUp()
  const pair = await service.grant({ subject: 'ada', scope: 'read' })
  const { iss: _, aud: __, iat: ___, exp: ____, ...claims } = decode(pair.access_token).claims
  const signed = (options) => issue(claims, key, { issuer: ISSUER, audience: 'api', expiresIn: 60, ...options })
  await service.authenticate(`Bearer ${signed({ type: 'at+jwt' })}`)
  for (const [options, code] of [
    [{ type: 'JWT' }, 'ERR_TYPE_MISMATCH'],
    [{ type: 'refresh+jwt' }, 'ERR_TYPE_MISMATCH'],
    [{ type: 'at+jwt', audience: ISSUER }, 'ERR_AUDIENCE_MISMATCH'],
    [{ type: 'at+jwt', issuer: 'https://other.example' }, 'ERR_ISSUER_MISMATCH'],
  ]) await assert.rejects(service.authenticate(`Bearer ${signed(options)}`), { code }, JSON.stringify(options))
  const { sid: ownGrant, ...without } = claims
  assert.equal(typeof ownGrant, 'string')
  const nobodys = issue(without, key, { issuer: ISSUER, audience: 'api', expiresIn: 60, type: 'at+jwt' })
  await assert.rejects(service.authenticate(`Bearer ${nobodys}`), { code: 'ERR_CLAIM_MISSING', claim: 'sid' })
  const refresh = (more, options) => issue({ sid: claims.sid, ...more }, key, { issuer: ISSUER, audience: ISSUER, expiresIn: 60, type: 'refresh+jwt', jwtId: decode(pair.refresh_token).claims.jti, ...options })
  for (const [token, code] of [
    [refresh({}, { type: 'at+jwt' }), 'ERR_TYPE_MISMATCH'],
    [refresh({}, { type: 'JWT' }), 'ERR_TYPE_MISMATCH'],
    [refresh({}, { audience: 'api' }), 'ERR_AUDIENCE_MISMATCH'],
    [refresh({}, { issuer: 'https://other.example' }), 'ERR_ISSUER_MISMATCH'],
    [refresh({ sid: undefined }), 'ERR_CLAIM_MISSING'],
  ]) await assert.rejects(service.refresh(token), { code })
  await service.refresh(refresh())
})

test('a pair says what it is, each token has a name of its own, and nobody has roles that were not given', async () => {
  const { service } = setUp()
  const first = await service.grant({ subject: 'ada', scope: 'read' })
  const pairs = [first, await service.refresh(first.refresh_token)]
  assert.deepEqual(pairs.map(({ token_type, expires_in, scope }) => [token_type, expires_in, scope]), [['Bearer', 3600, 'read'], ['Bearer', 3600, 'read']])
  const claims = pairs.flatMap(({ access_token, refresh_token }) => [access_token, refresh_token]).map((token) => decode(token).claims)
  assert.equal(new Set(claims.map(({ jti }) => jti)).size, 4)
  for (const each of claims) assert.deepEqual([typeof each.jti, Object.hasOwn(each, 'roles')], ['string', false])
  assert.ok(!Object.hasOwn(decode((await service.grant({ subject: 'ada', roles: [] })).access_token).claims, 'roles'))
})

test('an API token is told as a verified token is, with all that is known of it', async () => {
  const { service } = setUp()
  const plain = await service.createApiToken({ label: 'x', owner: ADA })
  const rich = await service.createApiToken({ label: 'x', owner: { type: 'application', id: 'exporter' }, role: 'editor', scope: 'read', expiresIn: 60 })
  const told = async ({ token }) => {
    const { apiToken, ...result } = await service.authenticate(`Bearer ${token}`)
    return { ...result, id: apiToken.id }
  }
  assert.deepEqual(await told(plain), {
    header: {}, claims: { iss: ISSUER, sub: 'ada', sub_type: 'user', scope: '', jti: plain.id, iat: Math.floor(plain.created) }, expiresAt: null, id: plain.id,
  })
  assert.deepEqual(await told(rich), {
    header: {}, expiresAt: rich.expires, id: rich.id,
    claims: { iss: ISSUER, sub: 'exporter', sub_type: 'application', client_id: 'exporter', scope: 'read', roles: ['editor'], jti: rich.id, iat: Math.floor(rich.created) },
  })
  await assert.rejects(service.verifyApiToken(rich.token, { scope: 'write' }), { code: 'ERR_SCOPE_INSUFFICIENT', claim: 'scope', scope: 'write' })
})

test('a grant from before there were applications is a user\'s, in whatever is said and done', async () => {
  const store = new MemoryStore()
  const { service } = setUp({ store })
  for (const name of ['grant', 'grantsOf']) {
    const find = store[name].bind(store)
    const early = ({ subjectType: _, ...grant }) => grant
    store[name] = async (...values) => {
      const found = await find(...values)
      return Array.isArray(found) ? found.map(early) : early(found)
    }
  }
  const { access_token, refresh_token } = await service.grant({ subject: 'ada' })
  assert.equal((await service.introspect(access_token)).sub_type, 'user')
  assert.equal(decode((await service.refresh(refresh_token)).access_token).claims.sub_type, 'user')
  assert.equal(await service.revokeGrantsOf('ada', { subjectType: 'application' }), 0)
  assert.equal(await service.revokeGrantsOf('ada', { subjectType: 'user' }), 1)
})

test('introspection says of a pair what is known, and of a refresh token that was used that it is not active', async () => {
  const { service } = setUp()
  const first = await service.grant({ subject: 'ada', scope: 'read', roles: ['editor'] })
  const { exp, iat, jti, auth_time } = decode(first.access_token).claims
  const said = { active: true, client_id: 'ada', iss: ISSUER, sub: 'ada', sub_type: 'user', exp, iat, jti }
  assert.deepEqual(await service.introspect(first.access_token), { ...said, scope: 'read', token_type: 'Bearer', aud: 'api', roles: ['editor'], auth_time })
  const bare = await service.grant({ subject: 'ada' }, { isLogIn: false })
  assert.deepEqual(Object.keys(await service.introspect(bare.access_token)).filter((name) => ['roles', 'auth_time'].includes(name)), [])
  assert.deepEqual([(await service.introspect(first.refresh_token)).active, (await service.introspect(first.refresh_token)).token_use], [true, 'refresh_token'])
  const second = await service.refresh(first.refresh_token)
  assert.deepEqual(await service.introspect(first.refresh_token), { active: false })
  assert.equal((await service.introspect(second.refresh_token)).active, true)
})

test('a JWT of another type, such as an ID token, is no access token, though key and audience are the same', async () => {
  const { service } = setUp()
  const { access_token } = await service.grant({ subject: 'ada', scope: 'tokens:introspect' })
  const { claims } = decode(access_token)
  const { iat, exp, nbf, ...rest } = claims
  const again = (type) => issue(rest, key, { type, expiresIn: 60 })
  for (const work of [(token) => service.authenticate(`Bearer ${token}`), (token) => service.revoke(token)]) {
    for (const type of ['JWT', 'id_token+jwt', 'logout+jwt']) await assert.rejects(async () => work(again(type)), { code: 'ERR_TYPE_MISMATCH' }, type)
  }
  assert.equal((await service.introspect(again('JWT'))).active, false)
  assert.equal((await service.authenticate(`Bearer ${again('at+jwt')}`)).claims.sub, 'ada')
})
