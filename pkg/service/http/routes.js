import { problem } from './answers.js'
import { limit } from './limit.js'
import { OAuthError } from '../oauth-error.js'
import * as apiTokens from './endpoints/api-tokens.js'
import * as discovery from './endpoints/discovery.js'
import { introspectToken } from './endpoints/introspection.js'
import * as me from './endpoints/me.js'
import * as ownApiTokens from './endpoints/own-api-tokens.js'
import * as ownSessions from './endpoints/own-sessions.js'
import * as session from './endpoints/session.js'
import * as subjects from './endpoints/subjects.js'
import * as token from './endpoints/token.js'

/**
 * Answers a request by the endpoint that its path names; never rejects.
 *
 * @param {import('../parts.js').Parts} parts
 * @param {Request} request
 * @returns {Promise<Response>}
 */
export async function handle(parts, request) {
  try {
    const { route, name, parameter } = select(pathOf(request, parts.settings.issuer), request.method)
    await limit(parts, request, name)
    await parts.keys.fresh()
    return await route(parts, request, parameter)
  } catch (error) {
    return problem(error, parts.settings)
  }
}

/** The path below the issuer's own. @param {Request} request @param {string} issuer */
const pathOf = (request, issuer) => {
  const { pathname } = new URL(request.url)
  const base = new URL(issuer).pathname.replace(/\/$/, '')
  // RFC 8414 §3.1 puts the well-known part before the issuer's path.
  if (base !== '' && pathname === `${METADATA}${base}`) return METADATA
  if (!pathname.startsWith(`${base}/`)) throw new OAuthError('not_found', 'no such endpoint')
  return pathname.slice(base.length)
}

/** @param {string} path @param {string} method */
const select = (path, method) => {
  for (const [name, methods] of Object.entries(ROUTES)) {
    const parameter = match(name, path)
    if (parameter === undefined) continue
    const route = methods[method === 'HEAD' ? 'GET' : method]
    if (route !== undefined) return { route, name: `${method} ${name}`, parameter }
    const allow = Object.keys(methods).join(', ')
    throw new OAuthError('method_not_allowed', `method not allowed: use ${allow}`, { headers: { allow } })
  }
  throw new OAuthError('not_found', 'no such endpoint')
}

/** The value of a pattern's `*`, '' without one; undefined if the path is a different one. @param {string} pattern @param {string} path */
const match = (pattern, path) => {
  const [before, after] = pattern.split('*')
  if (after === undefined) return path === pattern ? '' : undefined
  if (!path.startsWith(before) || !path.endsWith(after) || path.length <= before.length + after.length) return undefined
  const value = path.slice(before.length, path.length - after.length)
  if (value.includes('/')) return undefined
  try {
    return decodeURIComponent(value)
  } catch {
    throw new OAuthError('not_found', 'no such endpoint')
  }
}

const METADATA = '/.well-known/oauth-authorization-server'

/** @type {Record<string, Record<string, import('./route.js').Route>>} */
const ROUTES = {
  '/token': { POST: token.issue },
  '/auth/api-key': { POST: token.exchange },
  '/auth/refresh': { POST: token.refresh },
  '/logout': { POST: token.logOut },
  '/revoke': { POST: token.revoke },
  '/introspect': { POST: introspectToken },
  '/session': { POST: session.beginSession, DELETE: session.endSession },
  '/session/refresh': { POST: session.refreshSession },
  '/me': { GET: me.whoAmI },
  '/me/api-tokens': { POST: ownApiTokens.createOwn, GET: ownApiTokens.listOwn },
  '/me/api-tokens/current/reroll': { POST: ownApiTokens.rerollCurrent },
  '/me/api-tokens/*': { DELETE: ownApiTokens.revokeOwn },
  '/me/api-tokens/*/reroll': { POST: ownApiTokens.rerollOwn },
  '/me/sessions': { GET: ownSessions.listSessions, DELETE: ownSessions.endSessions },
  '/me/sessions/*': { DELETE: ownSessions.endSession },
  '/api-tokens': { POST: apiTokens.createApiToken, GET: apiTokens.listApiTokens },
  '/api-tokens/*': { DELETE: apiTokens.revokeApiToken },
  '/api-tokens/*/reroll': { POST: apiTokens.rerollApiToken },
  '/subjects': { DELETE: subjects.endSubjectNamed },
  '/subjects/grants': { DELETE: subjects.revokeGrantsOfNamed },
  '/subjects/*': { DELETE: subjects.endSubject },
  '/subjects/*/grants': { DELETE: subjects.revokeGrantsOf },
  '/status/*': { GET: discovery.statusList },
  '/status-lists': { GET: discovery.statusLists },
  '/.well-known/jwks.json': { GET: discovery.jwks },
  [METADATA]: { GET: discovery.metadata },
}
