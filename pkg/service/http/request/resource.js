import { isResource } from '../../grants/resource.js'
import { OAuthError, malformed } from '../../oauth-error.js'

/**
 * What a token is asked for: one audience, or several (RFC 8707 §2), in a form by repetition and in JSON as an array.
 *
 * @param {Readonly<Record<string, any>>} members
 * @returns {string | readonly string[] | undefined}
 */
export function resourceOf({ resource }) {
  if (resource === undefined || resource === null) return undefined
  const asked = [resource].flat()
  if (asked.length === 0 || !asked.every((each) => typeof each === 'string')) throw malformed('resource must be a string, or an array of strings')
  if (!asked.every(isResource)) throw new OAuthError('invalid_target', 'resource must be an absolute URI without a fragment')
  return resource
}
