import { ClientError } from '../client-error.js'

/**
 * Sends a request, and follows redirects as `fetch` does, but asks `admit` before each step: what the request carries
 * must not go wherever a server points.
 *
 * @param {import('./outgoing.js').Outgoing} outgoing
 * @param {RequestRedirect} redirect what the caller wants of a redirect
 * @param {{ admit: (url: string) => void, send: (outgoing: import('./outgoing.js').Outgoing) => Promise<Response> }} way
 */
export async function follow(outgoing, redirect, { admit, send }) {
  admit(outgoing.url)
  for (let followed = 0; ; followed++) {
    const response = await send(outgoing)
    if (redirect === 'manual' || !isRedirect(response)) return response
    await response.body?.cancel()
    if (redirect === 'error') throw refusal('the request was redirected, and asks for an error then')
    if (response.type === 'opaqueredirect') throw refusal(OPAQUE)
    if (followed === MAX_FOLLOWED) throw refusal(`the request was redirected more than ${MAX_FOLLOWED} times`)
    const url = targetOf(response, outgoing.url)
    admit(url)
    outgoing = await outgoing.redirected(response.status, url)
  }
}

/** Without a `Location` it is an answer like any other. @param {Response} response */
const isRedirect = ({ type, status, headers }) => type === 'opaqueredirect' || (STATUSES.includes(status) && headers.has('location'))

/** @param {Response} response @param {string} base */
const targetOf = ({ headers }, base) => {
  const location = /** @type {string} */ (headers.get('location'))
  if (!URL.canParse(location, base)) throw refusal('the request was redirected to something that is not a URL')
  const { href, username, password } = new URL(location, base)
  if (username !== '' || password !== '') throw refusal('the request was redirected to a URL with credentials')
  return href
}

/** @param {string} message */
const refusal = (message) => new ClientError('ERR_REDIRECT_NOT_FOLLOWED', message)

const OPAQUE = "the request was redirected, and browsers hide the target: use the target URL, or redirect: 'manual'"
const STATUSES = [301, 302, 303, 307, 308]
/** As many as `fetch` follows. */
const MAX_FOLLOWED = 20
