/** Whether a client of `redis` is that of a cluster. @param {any} client */
export function isCluster(client) {
  return typeof client?.nodeClient === 'function'
}

/** A client for each server that is written to. @param {any} client @returns {Promise<any[]>} */
export async function mastersOf(client) {
  return isCluster(client) ? Promise.all(client.masters.map((/** @type {any} */ node) => client.nodeClient(node))) : [client]
}

/**
 * Sends a command that writes, and waits until `replicas` replicas have it: then any of them can take over. Rejects if they do
 * not within a second. The command may have been done nevertheless, as after any answer that is lost.
 *
 * @param {any} client
 * @param {string[]} command
 * @param {string} key that it writes
 * @param {number} replicas
 */
export async function write(client, command, key, replicas) {
  if (replicas === 0) return isCluster(client) ? client.sendCommand(key, false, command) : client.sendCommand(command)
  for (let tries = 1; ; tries++) {
    try {
      return await acknowledged(isCluster(client) ? await client.getNodeClientForKey(key) : client, command, replicas)
    } catch (error) {
      if (!isElsewhere(error) || !isCluster(client) || tries === MOST) throw error
    }
    // Follows the key to its new master, and learns where that is.
    await client.exists(key)
  }
}

/** WAIT is about the connection's own writes, so that both must go through one: a pipeline ends with its connection. @param {any} node @param {string[]} command @param {number} replicas */
const acknowledged = async (node, command, replicas) => {
  const [answer, count] = await node.multi().addCommand(command).addCommand(['WAIT', String(replicas), String(LONGEST_WAIT)]).execAsPipeline()
  if (Number(count) < replicas) throw new Error(`${count} of ${replicas} replicas of Redis have the write: a fail-over may lose it`)
  return answer
}

/** Nothing was written then. @param {any} error */
const isElsewhere = (error) => /^(MOVED|ASK|READONLY)\b/.test(error?.message)

const MOST = 4
/** In milliseconds. */
const LONGEST_WAIT = 1000
