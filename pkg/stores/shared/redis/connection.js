/**
 * A connected client of `redis`, which reconnects on its own.
 *
 * @param {{ url?: string, client?: any }} options
 * @returns {Promise<any>}
 */
export async function connect({ url, client }) {
  if (client !== undefined) return client
  const { createClient } = await import('redis')
  // Calls made during an outage fail at once: they are not kept for a time when no one awaits them.
  const created = createClient({ url, disableOfflineQueue: true, socket: { connectTimeout: 5000, reconnectStrategy } })
  // Without a listener an outage would end the process; the calls that fail because of it say so themselves.
  created.on('error', () => {})
  try {
    return await created.connect()
  } catch (error) {
    created.destroy()
    throw error
  }
}

/** @param {number} retries */
const reconnectStrategy = (retries) => Math.min(50 * 2 ** retries, 2000)
