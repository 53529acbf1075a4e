import { check } from '../../lib/option-table.js'
import { isPrivateAddress } from '../../lib/remote/private-address.js'

/**
 * Whether what is sent there can only be read there, and the text is an address and nothing more.
 *
 * @param {unknown} text
 * @param {(url: URL) => boolean} isNothingMore
 */
const isSafe = (text, isNothingMore) => {
  if (typeof text !== 'string' || !URL.canParse(text)) return false
  const url = new URL(text)
  return isPrivateAddress(url) && url.username === '' && url.password === '' && isNothingMore(url)
}

export const isServiceUrl = check(
  (text) => isSafe(text, ({ href }) => !/[?#]/.test(href)),
  'must be an https URL without credentials, query or fragment (http only on a loopback address): over http, others can read what is sent',
)

// A path would be a promise that nothing keeps: a token that an origin has is a token that all of it has.
export const areOrigins = check(
  (texts) => Array.isArray(texts) && texts.every((text) => isSafe(text, ({ href, origin }) => href === `${origin}/`)),
  'must be an array of origins, such as https://api.example: https, or http on a loopback address, without a path',
)
