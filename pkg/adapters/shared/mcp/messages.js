/**
 * The scopes that a call of a tool needs (`tools/call`), by the tool's name.
 *
 * @param {any} body one message, or an array of such
 * @param {ReadonlyMap<string, readonly string[]>} toolScopes
 * @returns {readonly string[]}
 */
export function scopesOfCalls(body, toolScopes) {
  return [body].flat().flatMap((/** @type {any} */ message) => (message?.method === 'tools/call' && toolScopes.get(message.params?.name)) || [])
}

/**
 * The JSON of a request's body, of which a copy is read. What was judged is handed on: parsed again, it might name
 * another tool.
 *
 * @param {Request} request
 * @returns {Promise<unknown>} undefined if it is not JSON, or is too long
 */
export async function jsonOf(request) {
  const reader = request.clone().body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (let bytes = 0; reader !== undefined; ) {
      const { done, value } = await reader.read()
      if (done) break
      bytes += value.length
      // Not awaited: the cancelling of a copy waits for that of the other.
      if (bytes > MAX_BYTES) return void reader.cancel().catch(() => {})
      text += decoder.decode(value, { stream: true })
    }
    return JSON.parse(text + decoder.decode())
  } catch {
    return undefined
  }
}

/** An error of JSON-RPC 2.0, §5.1. @param {string} message */
const parseError = (message) => Object.freeze({ jsonrpc: '2.0', error: Object.freeze({ code: -32700, message }), id: null })

export const NOT_JSON = parseError('the body must be JSON of at most 4 MiB')
export const NOT_PARSED = parseError('the body was not parsed: what parses JSON goes before the guard')

/** As of the SDK. */
const MAX_BYTES = 4 * 1024 * 1024
