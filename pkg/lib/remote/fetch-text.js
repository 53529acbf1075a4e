import { within } from './deadline.js'

/**
 * The text of a document on the web, or an `Error` that says in one sentence why there is none. Redirects are
 * refused (the operator named one origin to trust), and neither time nor memory depends on the server's good will.
 *
 * @param {string} url
 * @param {{ fetch: typeof fetch, timeout: number, accept: string }} options `timeout` in seconds, for all of it
 * @returns {Promise<{ text: string, headers: Headers }>}
 */
export async function fetchText(url, { fetch, timeout, accept }) {
  const abort = new AbortController()
  try {
    return await within(timeout, async () => {
      const request = fetch(url, { redirect: 'manual', headers: { accept }, signal: abort.signal })
      const response = await request.catch(blaming(`${url} could not be reached`))
      refuseStatus(url, response)
      return { text: await readText(url, response), headers: response.headers }
    }, () => new Error(`${url} did not answer within ${timeout} s`))
  } finally {
    // Also what was refused unread: an open body would hold the connection.
    abort.abort()
  }
}

/** @type {(url: string, response: Response) => void} */
const refuseStatus = (url, { status, type, headers }) => {
  if (type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    throw new Error(`${url} redirects, and redirects are refused: use the target URL`)
  }
  if (status !== 200) throw new Error(`${url} answered ${status}`)
  if (/^\s*(text\/html|application\/xhtml)/i.test(headers.get('content-type') ?? '')) {
    throw new Error(`${url} answered with a web page`)
  }
}

/** @type {(url: string, response: Response) => Promise<string>} */
const readText = async (url, response) => {
  const reader = response.body?.getReader()
  if (reader === undefined) throw new Error(`${url} answered without a body`)
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let text = ''
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read().catch(blaming(`${url} broke off its answer`))
    if (done) return text + decoder.decode()
    bytes += value.length
    if (bytes > MAX_BYTES) throw new Error(`${url} answered with more than ${MAX_BYTES} bytes`)
    text += decoder.decode(value, { stream: true })
  }
}

/**
 * Node says no more than "fetch failed"; the reason is the cause of the cause.
 *
 * @type {(message: string) => (error: any) => never}
 */
const blaming = (message) => (error) => {
  throw new Error(`${message}: ${error?.cause?.code ?? error?.cause?.message ?? error?.message ?? error}`, { cause: error })
}

/** Counted after decompression, or 256 KiB could unfold into a gigabyte. */
const MAX_BYTES = 256 * 1024
