import { TokenError } from 'countersign'

/** A scope token (RFC 6749 §3.3): printable ASCII without space, quote and backslash. @param {unknown} scope */
export function isScope(scope) {
  return typeof scope === 'string' && /^[!#-[\]-~]+$/.test(scope)
}

/**
 * Throws ERR_SCOPE_INSUFFICIENT unless all of the needed scopes were granted.
 *
 * @param {{ scope?: unknown }} granted claims, or the record of an API token
 * @param {string} needed space-separated
 * @param {'DPoP'} [scheme] that the token came by
 */
export function requireScope(granted, needed, scheme) {
  // Own members alone: `scope` of a polluted Object.prototype grants nothing.
  const scope = Object.hasOwn(granted, 'scope') ? granted.scope : undefined
  const has = typeof scope === 'string' ? scope.split(' ') : []
  if (needed === '' || needed.split(' ').every((each) => has.includes(each))) return
  throw new TokenError('ERR_SCOPE_INSUFFICIENT', `the token lacks a scope: ${needed} is required`, { claim: 'scope', scope: needed, scheme })
}
