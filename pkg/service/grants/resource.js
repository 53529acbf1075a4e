import { isName } from '../../lib/option-table.js'

/** RFC 8707 §2: an absolute URI without a fragment. @param {unknown} uri */
export function isResource(uri) {
  return isName().holds(uri) && URL.canParse(/** @type {string} */ (uri)) && !String(uri).includes('#')
}
