import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decode } from 'countersign'
import { eventually } from '../support/ports.js'
import { startRedisCluster } from '../support/engines/redis-cluster.js'
import { makeService } from '../support/service.js'

const ISSUER = 'https://auth.example'
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('a master of a Redis Cluster that is killed', () => {
  let cluster
  before(async () => {
    cluster = await startRedisCluster()
  })
  after(() => cluster?.[Symbol.asyncDispose]())

  const open = async (options) => {
    const { RedisStore } = await import('countersign/stores/redis')
    const store = new RedisStore({ nodes: cluster.urls, ...options })
    return { ...makeService({ store, issuer: ISSUER, storeTimeout: 3, grace: 60 }), store }
  }
  const whole = () => eventually(() => {
    for (const node of cluster.nodes) {
      if (!cluster.ask(node.port, 'cluster', 'info').includes('cluster_state:ok')) throw new Error('the cluster is not whole')
      if (cluster.isMaster(node) && !/state=online/.test(cluster.ask(node.port, 'info', 'replication'))) throw new Error('a master has no replica')
    }
  })
  /** Kills a master, and waits until its replica has taken over. */
  const kill = async (victim) => {
    await victim.stop()
    const others = cluster.nodes.filter((node) => node !== victim)
    await eventually(() => {
      if (others.filter(cluster.isMaster).length !== 3) throw new Error('no replica has taken over')
    })
  }

  test('stops no honest request for longer than its fail-over, and no revocation that was answered is forgotten', async (t) => {
    if (cluster === undefined) return t.skip('not run: redis is not installed')
    const services = await Promise.all([open({ replicas: 1 }), open({ replicas: 1 })])
    const counts = { done: 0, unavailable: 0, refused: [] }
    const [kept, revoked] = [[], []]
    let isOver = false
    const attempt = async (work) => {
      try {
        const answer = await work()
        counts.done++
        return answer
      } catch (error) {
        if (error.code === 'ERR_STORE_UNAVAILABLE') counts.unavailable++
        else counts.refused.push(error.code ?? String(error))
        await wait(20)
        return undefined
      }
    }
    const client = async (service, n) => {
      for (let round = 0; !isOver; round++) {
        let pair = await attempt(() => service.grant({ subject: `user-${n}`, scope: 'read' }))
        if (pair === undefined) continue
        for (let turn = 0; turn < 3 && !isOver; turn++) {
          const next = await attempt(() => service.refresh(pair.refresh_token))
          if (next !== undefined) pair = next
          await attempt(() => service.authenticate(`Bearer ${pair.access_token}`))
        }
        if (round % 2 === 0) kept.push(pair)
        else if ((await attempt(async () => (await service.revoke(pair.access_token), true))) === true) revoked.push(pair)
        await wait(5)
      }
    }
    const clients = Array.from({ length: 8 }, (_, n) => client(services[n % 2].service, n))
    await wait(1500)
    const victim = cluster.nodes.find(cluster.isMaster)
    await kill(victim)
    await wait(1500)
    await victim.start()
    await whole()
    await wait(1500)
    const { done, unavailable } = counts
    await wait(1000)
    isOver = true
    await Promise.all(clients)
    assert.deepEqual(counts.refused, [])
    assert.ok(counts.unavailable > 0, 'the fail-over was noticed')
    assert.ok(counts.done - done > 20, `${counts.done - done} requests after it`)
    assert.equal(counts.unavailable, unavailable, 'all is well in the end')
    const { service } = services[0]
    for (const { access_token } of revoked) await assert.rejects(service.authenticate(`Bearer ${access_token}`), { code: 'ERR_TOKEN_REVOKED' })
    for (const { refresh_token } of kept) assert.ok((await service.refresh(refresh_token)).access_token, 'no grant is lost')
    assert.ok(revoked.length > 10 && kept.length > 10, `${revoked.length} revoked, ${kept.length} kept`)
    t.diagnostic(`${counts.done} requests, ${counts.unavailable} × 503, ${revoked.length} revoked, ${kept.length} kept`)
    for (const each of services) await each.service.close()
  })

  for (const { replicas, answer, outcome } of [{ replicas: 1, answer: 'ERR_STORE_UNAVAILABLE', outcome: 'is not answered' }, { replicas: 0, answer: 'done', outcome: 'is forgotten' }]) {
    test(`a revocation that the replica has not heard of ${outcome} if the store waits for ${replicas} replicas`, async (t) => {
      if (cluster === undefined) return t.skip('not run: redis is not installed')
      await whole()
      const { service, store } = await open({ replicas })
      const pair = await service.grant({ subject: 'ada', scope: 'read' })
      const { sid } = decode(pair.access_token).claims
      const masters = cluster.nodes.filter(cluster.isMaster)
      const victim = masters.find(({ port }) => cluster.ask(port, 'keys', `*grant:${sid}`).includes(sid))
      await eventually(() => assert.match(cluster.ask(victim.port, 'info', 'replication'), /lag=0/))
      // From now on no replica may follow it.
      cluster.ask(victim.port, 'acl', 'setuser', 'default', '-psync', '-sync')
      cluster.ask(victim.port, 'client', 'kill', 'type', 'replica')
      assert.equal(await service.revoke(pair.access_token).then(() => 'done', (error) => error.code), answer)
      assert.ok((await store.grant(ISSUER, sid)).revoked, 'its master has it')
      await kill(victim)
      await eventually(async () => assert.ok((await service.authenticate(`Bearer ${pair.access_token}`)).claims.sub === 'ada'))
      await victim.start()
      await whole()
      await service.close()
    })
  }
})
