import { Failure } from '../failure.js'

/**
 * Asks the service's endpoints for the user's own API tokens.
 *
 * @param {string} url of the service
 * @param {string} accessToken
 */
export function ownApiTokens(url, accessToken) {
  /** @param {string} method @param {string} path @param {object} [body] */
  const ask = async (method, path, body) => {
    const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json', ...(body && { 'content-type': 'application/json' }) }
    let response
    try {
      response = await fetch(`${url}/me/api-tokens${path}`, { method, headers, body: body && JSON.stringify(body), redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) })
    } catch (cause) {
      throw new Failure('the service cannot be reached', { cause })
    }
    const answer = await response.json().catch(() => undefined)
    if (response.ok) return answer
    const isOutage = response.status >= 500 || response.status === 429 || answer === undefined
    const reason = answer?.error_description
    throw new Failure(typeof reason === 'string' ? reason.slice(0, 200) : `the service answered ${response.status}`, { code: String(answer?.code ?? 'UNAVAILABLE'), exitCode: isOutage ? 3 : 1 })
  }
  return {
    /** All of them, page by page. @returns {Promise<any[]>} */
    async list() {
      const all = []
      for (let after = ''; ; ) {
        const { api_tokens, next } = (await ask('GET', after === '' ? '' : `?after=${encodeURIComponent(after)}`)) ?? {}
        all.push(...(api_tokens ?? []))
        if (typeof next !== 'string' || next === after) return all
        after = next
      }
    },
    /** @param {object} wanted @returns {Promise<any>} */
    create: (wanted) => ask('POST', '', wanted),
    /** @param {string} id */
    revoke: (id) => ask('DELETE', `/${encodeURIComponent(id)}`),
  }
}

/** In milliseconds. */
const PATIENCE = 10_000
