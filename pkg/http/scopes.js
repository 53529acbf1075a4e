/** A scope token (RFC 6749 §3.3): printable ASCII without space, quote and backslash. @param {unknown} scope */
export function isScope(scope) {
  return typeof scope === 'string' && /^[!#-[\]-~]+$/.test(scope)
}
