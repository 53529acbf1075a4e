// The clients of both major versions of the SDK, as its documents make them. Each notes what it sends, and what comes back.

import * as v1 from '@modelcontextprotocol/sdk/client/index.js'
import { extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js'
import * as v1Providers from '@modelcontextprotocol/sdk/client/auth-extensions.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import * as v2 from '@modelcontextprotocol/client'

const NOTEBOOK = { clientId: 'notebook', clientSecret: 'a long secret', scope: 'notes:read' }

/**
 * A `fetch` that notes each exchange in one line.
 *
 * @param {(response: Response) => void} [look]
 */
const noting = (look = () => {}) => {
  const notes = []
  const challenges = []
  const fetch = async (input, init) => {
    const request = new Request(input, init)
    const form = request.url.endsWith('/token') ? Object.fromEntries(new URLSearchParams(await request.clone().text())) : undefined
    const response = await globalThis.fetch(request)
    look(response)
    notes.push({ method: request.method, path: new URL(request.url).pathname, status: response.status, ...(form && { form }) })
    if (response.headers.has('www-authenticate')) challenges.push(response.headers.get('www-authenticate'))
    return response
  }
  return { notes, challenges, fetch }
}

/** What version 1 leaves to its user: its provider asks for more than at the start. */
class Stepping extends v1Providers.ClientCredentialsProvider {
  scope = NOTEBOOK.scope
  get clientMetadata() {
    return { ...super.clientMetadata, scope: this.scope }
  }
}

export const clients = {
  'version 1': async (url, issuer) => {
    const authProvider = new Stepping({ ...NOTEBOOK, expectedIssuer: issuer })
    const noted = noting((response) => {
      if (response.status === 403) authProvider.scope = extractWWWAuthenticateParams(response).scope
    })
    const client = new v1.Client({ name: 'test', version: '1.0.0' })
    await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider, fetch: noted.fetch }))
    return { client, ...noted }
  },
  'version 2': async (url, issuer) => {
    const authProvider = new v2.ClientCredentialsProvider({ ...NOTEBOOK, expectedIssuer: issuer })
    const noted = noting()
    const client = new v2.Client({ name: 'test', version: '1.0.0' })
    await client.connect(new v2.StreamableHTTPClientTransport(new URL(url), { authProvider, fetch: noted.fetch }))
    return { client, ...noted }
  },
}
