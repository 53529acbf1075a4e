/**
 * base64url without padding (RFC 4648 §5), of bytes that may be many.
 *
 * @param {Uint8Array} bytes
 */
export function encodeBase64Url(bytes) {
  let binary = ''
  // In pieces: fromCharCode takes its characters as arguments, whose number is limited.
  for (let start = 0; start < bytes.length; start += 8192) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 8192))
  }
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * The bytes, or undefined for what is not base64url.
 *
 * @param {unknown} text
 */
export function decodeBase64Url(text) {
  if (typeof text !== 'string' || /[^\w-]/.test(text)) return undefined
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
