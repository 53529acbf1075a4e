import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decode } from 'countersign'
import { MemoryStore } from 'countersign/stores/memory'
import { makeService } from '../support/service.js'

const ISSUER = 'https://auth.example'

/** A provider with a user, a client and an application's key of one name: ada. */
const authenticate = ({ username, client_id, apiKey }) => {
  const scope = 'read tokens:manage tokens:introspect'
  if (username === 'ada' || client_id === 'ada') return { subject: 'ada', scope }
  if (apiKey === 'the key of an application') return { subject: 'ada', subjectType: 'application', scope }
  return undefined
}

const setUp = () => {
  const made = makeService({ store: new MemoryStore(), issuer: ISSUER, authenticate })
  const post = async (path, body, token) => {
    const isForm = typeof body === 'string'
    const headers = { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const answer = await made.service.fetch(new Request(ISSUER + path, { method: 'POST', headers, body: isForm ? body : JSON.stringify(body) }))
    return answer.json()
  }
  const logIn = {
    user: () => post('/token', { username: 'ada', password: 'x' }),
    client: () => post('/token', 'grant_type=client_credentials&client_id=ada&client_secret=x'),
    application: () => post('/auth/api-key', { apiKey: 'the key of an application' }),
  }
  const apiToken = (type) => made.service.createApiToken({ label: type, owner: { type, id: 'ada' }, scope: 'read tokens:manage' })
  return { ...made, post, logIn, apiToken }
}

describe('the user "ada" and the application "ada" are told apart', () => {
  test('in the claims of access tokens, also after a refresh', async () => {
    const { logIn, service } = setUp()
    const typeOf = (token) => decode(token).claims.sub_type
    for (const [who, type] of [['user', 'user'], ['client', 'application'], ['application', 'application']]) {
      const pair = await logIn[who]()
      assert.equal(typeOf(pair.access_token), type, who)
      assert.equal((await service.authenticate(`Bearer ${pair.access_token}`)).claims.sub_type, type)
      if (pair.refresh_token) assert.equal(typeOf((await service.refresh(pair.refresh_token)).access_token), type)
    }
  })

  test('in introspection', async () => {
    const { logIn, apiToken, service } = setUp()
    for (const [token, type] of [
      [(await logIn.user()).access_token, 'user'], [(await logIn.client()).access_token, 'application'],
      [(await apiToken('user')).token, 'user'], [(await apiToken('application')).token, 'application'],
    ]) {
      const { active, sub, sub_type } = await service.introspect(token)
      assert.deepEqual({ active, sub, sub_type }, { active: true, sub: 'ada', sub_type: type })
    }
  })

  test('in what the service answers an API token with', async () => {
    const { apiToken, service } = setUp()
    const user = await service.authenticate(`Bearer ${(await apiToken('user')).token}`)
    assert.deepEqual([user.claims.sub_type, user.claims.client_id], ['user', undefined], 'a user is not a client')
    const application = await service.authenticate(`Bearer ${(await apiToken('application')).token}`)
    assert.deepEqual([application.claims.sub_type, application.claims.client_id], ['application', 'ada'])
  })

  test('in events', async () => {
    const { logIn, apiToken, events } = setUp()
    await logIn.user()
    await logIn.client()
    await apiToken('user')
    await apiToken('application')
    const seen = events.map(({ kind, subject, subjectType }) => `${kind} ${subjectType}:${subject}`)
    assert.deepEqual(seen, ['grant user:ada', 'grant application:ada', 'api-token user:ada', 'api-token application:ada'])
  })

  test('in the API tokens that theirs make without naming an owner', async () => {
    const { logIn, apiToken, post } = setUp()
    const owners = []
    for (const token of [(await logIn.user()).access_token, (await logIn.client()).access_token, (await apiToken('user')).token, (await apiToken('application')).token]) {
      owners.push((await post('/api-tokens', { name: 'x' }, token)).owner)
    }
    assert.deepEqual(owners.map(({ type, id }) => `${type}:${id}`), ['user:ada', 'application:ada', 'user:ada', 'application:ada'])
  })

  test('when the grants of one of them end', async () => {
    const { logIn, service } = setUp()
    const [user, client] = [await logIn.user(), await logIn.client()]
    const state = (token) => service.authenticate(`Bearer ${token}`).then(() => 'good', (error) => error.code)
    const { access_token } = await service.grant({ subject: 'root', scope: 'tokens:manage' })
    const request = new Request(`${ISSUER}/subjects/ada/grants?type=user`, { method: 'DELETE', headers: { authorization: `Bearer ${access_token}` } })
    assert.deepEqual(await (await service.fetch(request)).json(), { revoked: 1 })
    assert.deepEqual([await state(user.access_token), await state(client.access_token)], ['ERR_TOKEN_REVOKED', 'good'])
    const again = await logIn.user()
    assert.equal(await service.revokeGrantsOf('ada', { subjectType: 'application' }), 1)
    assert.deepEqual([await state(again.access_token), await state(client.access_token)], ['good', 'ERR_TOKEN_REVOKED'])
    assert.equal(await service.revokeGrantsOf('ada'), 1, 'without a type all of that name end')
  })

  test('and a grant that was stored before there were types is a user\'s', async () => {
    const store = new MemoryStore()
    const { service } = makeService({ store, issuer: ISSUER })
    const add = store.addGrant.bind(store)
    store.addGrant = ({ subjectType: _, ...grant }) => add(grant)
    const { refresh_token } = await service.grant({ subject: 'ada' })
    assert.equal(decode((await service.refresh(refresh_token)).access_token).claims.sub_type, 'user')
  })
})
