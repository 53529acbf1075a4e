import { TokenError } from 'countersign'
import { check, isFunction, optional, readOptions } from '../lib/option-table.js'
import { refusal } from '../http/refusal.js'
import { authInfoOf } from './shared/mcp/auth-info.js'
import { McpGate } from './shared/mcp/gate.js'
import { NOT_JSON, NOT_PARSED, jsonOf } from './shared/mcp/messages.js'

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

/**
 * A verifier as the SDK's own `requireBearerAuth` asks for it (`OAuthTokenVerifier`), for servers that keep that one. Tokens that
 * are bound to a key are refused: the SDK passes no proof on.
 *
 * @param {import('../http/refusal.js').Authenticator} verifier
 * @param {TokenVerifierOptions} options
 */
export function tokenVerifier(verifier, options) {
  const { resource, refuse } = readOptions(options, OPTIONS, invalidOption)
  return {
    /** @param {string} token @returns {Promise<AuthInfo>} */
    async verifyAccessToken(token) {
      try {
        return authInfoOf(await verifier.authenticate(`Bearer ${token}`), token, resource)
      } catch (error) {
        // An outage and a mistake of the program stay what they are: the SDK answers those with 500.
        throw error instanceof TokenError && error.status < 500 ? refuse(error) : error
      }
    },
  }
}

/** @param {NodeResponse} res @param {Response} response */
const send = async (res, response) => {
  res.statusCode = response.status
  for (const [name, value] of response.headers) res.setHeader(name, value)
  res.end(await response.text())
}

/** @param {string} option @param {string} reason */
const invalidOption = (option, reason) => new TokenError('ERR_OPTION_INVALID', `the option ${option} ${reason}`)

const OPTIONS = { resource: optional(check((value) => typeof value === 'string' && URL.canParse(value), 'must be a URL')), refuse: isFunction }

/** @typedef {import('./shared/mcp/auth-info.js').AuthInfo} AuthInfo */
/** @typedef {import('./shared/mcp/gate.js').McpOptions} McpOptions */

/**
 * @typedef {object} TokenVerifierOptions
 * @property {(error: TokenError) => Error} refuse makes the error by which the SDK knows a bad token, of its own class:
 *   `({ message }) => new InvalidTokenError(message)` of version 1, `({ message }) => new OAuthError('invalid_token', message)` of
 *   version 2. The SDK answers any other error with 500
 * @property {string} [resource] what the server is called: `resource` of a token that has it among its audiences
 */

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
