import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { D1Store } from 'countersign/stores/d1'
import { PostgresStore } from 'countersign/stores/postgres'
import { RedisStore } from 'countersign/stores/redis'
import { SqliteStore } from 'countersign/stores/sqlite'
import { startRedis } from '../support/servers.js'

const refused = (name, says = '') => ({ code: 'ERR_OPTION_INVALID', message: new RegExp(`^the option ${name} ${says}`) })
const nothing = () => {}

describe('where a store finds its records is said in one way:', () => {
  const all = [
    [SqliteStore, 'client', 'file:tokens.db', { execute: nothing }],
    [PostgresStore, 'sql', 'postgres://localhost/tokens', { unsafe: nothing }],
    [RedisStore, 'client', 'redis://localhost', { eval: nothing }],
  ]
  for (const [Store, connection, url, given] of all) {
    test(Store.name, () => {
      assert.throws(() => new Store({}), refused('url', `must be given, or ${connection}`))
      assert.throws(() => new Store({ url, [connection]: given }), refused(connection, 'must not be given together with url'))
      for (const wrong of [5, '', 'http//x', 'ftp://x', null]) assert.throws(() => new Store({ url: wrong }), refused('url', 'must be a URL that begins with'))
      for (const wrong of [{}, null, 'x']) assert.throws(() => new Store({ [connection]: wrong }), refused(connection, 'must be'))
      new Store({ url })
      new Store({ [connection]: given })
    })
  }

  test('D1Store', () => {
    for (const wrong of [undefined, null, {}, { prepare: 'x' }]) assert.throws(() => new D1Store(wrong), refused('database', 'must be a D1 binding'))
  })

  test('PostgresStore behind a pooler', () => {
    new PostgresStore({ url: 'postgres://localhost/tokens', prepare: false })
    assert.throws(() => new PostgresStore({ url: 'postgres://localhost/tokens', prepare: 'no' }), refused('prepare', 'must be true or false'))
    assert.throws(() => new PostgresStore({ sql: { unsafe: nothing }, prepare: false }), refused('prepare', 'must not be given together with sql'))
  })

  test('SqliteStore with a token for its server', () => {
    new SqliteStore({ url: 'libsql://db.example', authToken: 'x' })
    assert.throws(() => new SqliteStore({ url: 'libsql://db.example', authToken: 5 }), refused('authToken', 'must be a string'))
    assert.throws(() => new SqliteStore({ client: { execute: nothing }, authToken: 'x' }), refused('authToken', 'must not be given together with client'))
  })
})

test('tables that cannot be brought up to date are an error, and not taken for those of another process', async () => {
  const statements = []
  const all = (sql) => async () => {
    statements.push(sql)
    if (sql.startsWith('ALTER')) throw new Error('the disk is full')
    return { results: sql.includes('sqlite_master') && !statements.some((each) => each.startsWith('ALTER')) && statements.length > 1 ? [{ sql: 'CREATE TABLE x (id TEXT)' }] : [{}] }
  }
  const store = new D1Store({ prepare: (sql) => ({ bind: () => ({ all: all(sql) }) }) })
  await assert.rejects(store.migrate(), { message: 'the disk is full' })
  assert.ok(statements.at(-1).includes('sqlite_master'), 'it has looked whether another process was faster')
})

describe('a Redis store', () => {
  let server
  before(async () => {
    server = await startRedis()
  })
  after(async () => server?.[Symbol.asyncDispose]())
  const it = (sentence, work) => test(sentence, (context) => (server === undefined ? context.skip('not run: redis is not installed') : work(context)))

  test('whose connection could not be made tries again with the next call, and can be closed', async () => {
    const store = new RedisStore({ url: 'redis://localhost:none' })
    for (let times = 0; times < 2; times++) await assert.rejects(store.grant('https://auth.example', 'any'), { code: 'ERR_INVALID_URL' })
    const asked = assert.rejects(store.grant('https://auth.example', 'any'), { code: 'ERR_INVALID_URL' })
    await store.close()
    await asked
    await store.close()
  })

  it('asks a server that keeps INFO to itself for CONFIG, and trusts none that keeps both', async (t) => {
    const { createClient } = await import('redis')
    const operator = await createClient({ url: server.url }).connect()
    t.after(() => operator.destroy())
    const migrate = async (user, ...options) => {
      const url = new URL(server.url)
      Object.assign(url, { username: user, password: 'secret' })
      const store = new RedisStore({ url: url.href, ...Object.assign({}, ...options) })
      return store.migrate().finally(() => store.close())
    }
    await operator.sendCommand(['ACL', 'SETUSER', 'some', 'on', '>secret', '~*', '+@all', '-info'])
    await operator.sendCommand(['ACL', 'SETUSER', 'none', 'on', '>secret', '~*', '+@all', '-info', '-config'])
    await operator.configSet('maxmemory-policy', 'allkeys-lru')
    await assert.rejects(migrate('some'), { message: /policy of Redis is allkeys-lru/ })
    await operator.configSet('maxmemory-policy', 'noeviction')
    await migrate('some')
    await assert.rejects(migrate('none'), { message: /^Redis does not say its maxmemory-policy/ })
    await migrate('none', { eviction: 'unchecked' })
  })

  test('takes an outage for no answer', async () => {
    const down = async () => { throw new Error('LOADING Redis is loading the dataset in memory') }
    const noPermission = async () => { throw new Error('NOPERM this user has no permissions') }
    for (const client of [{ info: down, configGet: async () => ({ 'maxmemory-policy': 'noeviction' }) }, { info: noPermission, configGet: down }]) {
      await assert.rejects(new RedisStore({ client: { eval: nothing, ...client } }).migrate(), { message: /^LOADING/ })
    }
    await assert.rejects(new RedisStore({ client: { eval: nothing, info: noPermission } }).migrate(), { message: /^Redis does not say/ }, 'nor does a client without CONFIG say more')
    await new RedisStore({ client: { eval: nothing, info: async () => '# Memory\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\n' } }).migrate()
  })
})
