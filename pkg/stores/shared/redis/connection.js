/**
 * A connected client of `redis`, which reconnects on its own.
 *
 * @param {{ url?: string, nodes?: readonly string[], client?: any }} options
 * @returns {Promise<any>}
 */
export async function connect({ url, nodes, client }) {
  if (client !== undefined) return client
  const { createClient, createCluster } = await import('redis')
  const socket = { connectTimeout: 5000, reconnectStrategy }
  // Calls made during an outage fail at once: they are not kept for a time when no one awaits them.
  const created = nodes === undefined
    ? createClient({ url, disableOfflineQueue: true, socket })
    : createCluster({
      rootNodes: nodes.map((node) => ({ url: node })),
      defaults: { ...credentialsOf(nodes[0]), disableOfflineQueue: true, socket },
      topologyRefreshOnReconnectionAttemptStrategy: REFRESH_AFTER,
    })
  // Without a listener an outage would end the process; the calls that fail because of it say so themselves.
  created.on('error', () => {})
  try {
    await created.connect()
    return created
  } catch (error) {
    created.destroy()
    throw error
  }
}

/** Nodes that others named have no URL to take them from. @param {string} node */
const credentialsOf = (node) => {
  const { username, password } = new URL(node)
  return { ...(username && { username: decodeURIComponent(username) }), ...(password && { password: decodeURIComponent(password) }) }
}

/** @param {number} retries */
const reconnectStrategy = (retries) => Math.min(50 * 2 ** retries, 2000)

/** How long a node of a cluster is gone before the others are asked who took over, in milliseconds. */
const REFRESH_AFTER = 500
