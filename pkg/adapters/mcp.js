import { McpGate } from './shared/mcp/gate.js'
import { NOT_JSON, NOT_PARSED, jsonOf } from './shared/mcp/messages.js'

export { tokenVerifier } from './shared/mcp/token-verifier.js'

/**
 * What a server of the Model Context Protocol needs of OAuth, for both major versions of its TypeScript SDK: the metadata of the
 * resource (RFC 9728), 401 with its address, and 403 with the scopes to ask for. It comes before the SDK's transport.
 *
 * Throws ERR_OPTION_INVALID for a wrong option.
 *
 * @param {import('../http/refusal.js').Authenticator} verifier whose policy names `resource` as the audience
 * @param {McpOptions} options
 * @returns {McpGuard}
 */
export function protectMcp(verifier, options) {
  const gate = new McpGate(verifier, options)
  return {
    metadata: gate.metadata,
    fetch: (handler) => async (request) => {
      if (gate.isMetadata(request.url)) return gate.metadata(request)
      const judged = await gate.judge(request, () => jsonOf(request), NOT_JSON)
      if ('authInfo' in judged) return handler(request, judged)
      return Response.json(judged.body, { status: judged.status, headers: judged.headers })
    },
    middleware: async (req, res, next) => {
      try {
        if (gate.isMetadata(req.originalUrl ?? req.url)) return await send(res, gate.metadataFor(req.method))
        const judged = await gate.judge(req, () => req.body, NOT_PARSED)
        if (!('authInfo' in judged)) return await send(res, Response.json(judged.body, { status: judged.status, headers: judged.headers }))
        req.auth = judged.authInfo
      } catch (error) {
        return next(error)
      }
      next()
    },
  }
}

/** @param {NodeResponse} res @param {Response} response */
const send = async (res, response) => {
  res.statusCode = response.status
  for (const [name, value] of response.headers) res.setHeader(name, value)
  res.end(await response.text())
}

/** @typedef {import('./shared/mcp/auth-info.js').AuthInfo} AuthInfo */
/** @typedef {import('./shared/mcp/gate.js').McpOptions} McpOptions */
/** @typedef {import('./shared/mcp/token-verifier.js').TokenVerifierOptions} TokenVerifierOptions */

/**
 * @typedef {object} McpGuard
 * @property {import('../http/protected-resource.js').ProtectedResource} metadata the handler of the metadata, and their `url`
 * @property {(handler: McpHandler) => (request: Request) => Promise<Response>} fetch a fetch handler that answers requests for the metadata,
 *   and hands on those with a good token. `handler` is `handleRequest` of a transport, or `fetch` of what `createMcpHandler` made
 * @property {(req: NodeRequest, res: NodeResponse, next: (error?: unknown) => void) => Promise<void>} middleware the same for Express
 *   and others with its middleware: the request that goes on has `auth`, which the SDK's transports look for
 */

/** @typedef {(request: Request, options: { authInfo: AuthInfo, parsedBody?: unknown }) => Response | Promise<Response>} McpHandler */
/** @typedef {{ method?: string, url?: string, originalUrl?: string, headers: Record<string, any>, body?: any, auth?: any }} NodeRequest */
/** @typedef {{ statusCode: number, setHeader(name: string, value: string): unknown, end(text: string): unknown }} NodeResponse */
