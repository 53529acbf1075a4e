import { check, isPlainObject, optional, readOptions } from '../../../lib/option-table.js'
import { protectedResource } from '../../../http/protected-resource.js'
import { challengeOf, checkScopes, refusal, scopesOf } from '../../../http/refusal.js'
import { authInfoOf } from './auth-info.js'
import { scopesOfCalls } from './messages.js'
import { invalidOption } from '../../../http/invalid-option.js'

/** Judges the requests to a server of the Model Context Protocol, whatever brings them. */
export class McpGate {
  #verifier
  #resource
  #required
  /** @type {ReadonlyMap<string, readonly string[]>} */
  #tools
  #challenge
  #path

  /**
   * @param {import('../../../http/refusal.js').Authenticator} verifier
   * @param {unknown} options
   */
  constructor(verifier, options) {
    const { requiredScopes = [], toolScopes = {}, realm, ...described } = readOptions(options, OPTIONS, invalidOption)
    this.#verifier = verifier
    this.#resource = described.resource
    this.#required = scopes(requiredScopes)
    this.#tools = new Map(Object.entries(toolScopes).map(([tool, scope]) => [tool, scopes(scope)]))
    /** @readonly */
    this.metadata = protectedResource(/** @type {any} */ (described))
    this.#challenge = challengeOf({ realm, resourceMetadata: this.metadata.url, scope: this.#required.join(' ') || undefined })
    this.#path = new URL(this.metadata.url).pathname
  }

  /** Whether a request is one for the metadata. @param {string | undefined} url a path will do */
  isMetadata(url) {
    return url?.replace(/^https?:\/\/[^/?#]*/i, '').split('?', 1)[0] === this.#path
  }

  /** @param {string | undefined} method */
  metadataFor(method) {
    return this.metadata(new Request(this.metadata.url, { method: method === 'GET' || method === 'HEAD' ? method : 'POST' }))
  }

  /**
   * Whose request it is, or the answer that refuses it. Throws whatever is not the caller's fault.
   *
   * @param {any} request a `Request`, or one of Node
   * @param {() => unknown} readBody called if a tool needs scopes of its own
   * @param {object} unreadable the answer if there is no body to read
   * @returns {Promise<Allowed | Refused>}
   */
  async judge(request, readBody, unreadable) {
    try {
      const verified = await this.#verifier.authenticate(request)
      checkScopes(verified, this.#required, request)
      const authInfo = { ...authInfoOf(verified, tokenIn(request), this.#resource), resourceMetadataUrl: this.metadata.url }
      if (this.#tools.size === 0 || request.method !== 'POST') return { authInfo }
      const parsedBody = await readBody()
      // A body that was not read here could call any tool there.
      if (!Array.isArray(parsedBody) && !isPlainObject(parsedBody)) return { status: 400, headers: {}, body: unreadable }
      const needed = scopesOfCalls(parsedBody, this.#tools)
      // All of them in one challenge: a client asks for what it names, and for nothing else.
      if (needed.length > 0) checkScopes(verified, [...new Set([...this.#required, ...needed])], request)
      return { authInfo, parsedBody }
    } catch (error) {
      return refusal(error, this.#challenge)
    }
  }
}

/** @param {any} request that was authenticated @returns {string} */
const tokenIn = ({ headers }) => String(typeof headers.get === 'function' ? headers.get('authorization') : headers.authorization).trim().split(/ +/)[1]

/** @param {string | readonly string[]} scope */
const scopes = (scope) => (scope.length === 0 ? [] : scopesOf([scope].flat()))

/** @param {unknown} value */
const areScopes = (value) => typeof value === 'string' || (Array.isArray(value) && value.every((scope) => typeof scope === 'string'))

/** What the metadata are made of is checked where they are made. */
const anything = optional(check(() => true, ''))

const OPTIONS = {
  resource: anything,
  authorizationServers: anything,
  scopes: anything,
  metadata: anything,
  realm: anything,
  requiredScopes: optional(check(areScopes, 'must be a scope or an array of scopes')),
  toolScopes: optional(check((value) => isPlainObject(value) && Object.values(value).every((scope) => areScopes(scope) && scope.length > 0), 'must be an object of scopes by the names of tools')),
}

/**
 * @typedef {object} McpOptions
 * @property {string} resource the address of the server, as clients know it: an https URL (http on the loopback), which is the audience of its tokens
 * @property {readonly string[]} authorizationServers the issuers whose tokens it takes
 * @property {readonly string[]} [scopes] that it knows: clients may ask for all of them
 * @property {string | readonly string[]} [requiredScopes] that every request needs
 * @property {Readonly<Record<string, string | readonly string[]>>} [toolScopes] that the call of a tool needs in addition, by its name
 * @property {string} [realm] of the challenges
 * @property {Readonly<Record<string, unknown>>} [metadata] further members of the metadata (RFC 9728 §2)
 */

/** @typedef {{ authInfo: import('./auth-info.js').AuthInfo, parsedBody?: unknown }} Allowed */
/** @typedef {{ status: number, headers: Record<string, string>, body: object }} Refused */
