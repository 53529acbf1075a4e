import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { eventually, freePort } from '../ports.js'
import { onPath, ping, run, server, temporaryFolder } from '../servers.js'

/**
 * A Redis Cluster on free loopback ports, three masters with a replica each; undefined where it is not installed. A master that
 * is gone for a second is replaced.
 */
export async function startRedisCluster() {
  const [redis, cli] = [onPath('redis-server'), onPath('redis-cli')]
  if (redis === undefined || cli === undefined) return undefined
  const nodes = await Promise.all(Array.from({ length: 6 }, () => startNode(redis)))
  const ask = (port, ...command) => execFileSync(cli, ['-p', String(port), ...command], { encoding: 'utf8' })
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`)
  execFileSync(cli, ['--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes'], { stdio: 'ignore' })
  await eventually(() => {
    for (const { port } of nodes) if (!ask(port, 'cluster', 'info').includes('cluster_state:ok')) throw new Error('the cluster is not ready')
    const roles = nodes.map(({ port }) => ask(port, 'info', 'replication'))
    if (roles.filter((role) => /role:master[^]*state=online/.test(role)).length !== 3) throw new Error('the replicas are not ready')
  })
  return {
    urls: nodes.map(({ url }) => url),
    nodes,
    ask,
    /** Whether a node writes now, by its own word. */
    isMaster: ({ port }) => ask(port, 'info', 'replication').includes('role:master'),
    async [Symbol.asyncDispose]() {
      for (const node of nodes) await node[Symbol.asyncDispose]()
    },
  }
}

const startNode = async (redis) => {
  const folder = temporaryFolder()
  const port = await clusterPort()
  const settings = [
    '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--dir', folder,
    '--cluster-enabled', 'yes', '--cluster-config-file', join(folder, 'nodes.conf'), '--cluster-node-timeout', '1000', '--repl-ping-replica-period', '1',
  ]
  // SIGKILL leaves no time to hand anything over.
  const started = await server({ url: `redis://127.0.0.1:${port}`, folder, signal: 'SIGKILL', ready: () => ping(port), start: () => run([redis, ...settings], folder) })
  return Object.assign(started, { port })
}

/** Nodes talk to each other on a port that is 10000 higher. */
const clusterPort = async () => {
  for (;;) {
    const port = await freePort()
    if (port < 55_000) return port
  }
}
