import { decodeUtf8 } from './utf8.js'

/**
 * The id and the secret of a `Basic` header (RFC 6749 §2.3.1): every pair that it can mean, the likelier one first.
 * Empty if it cannot be read, undefined if there is none.
 *
 * @param {Request} request
 * @returns {ClientCredentials[] | undefined}
 */
export function basicCredentials(request) {
  const authorization = request.headers.get('authorization') ?? ''
  if (!/^basic(?: |$)/i.test(authorization)) return undefined
  const [, encoded] = /^basic +([\w+/]+={0,2})$/i.exec(authorization) ?? []
  const text = encoded === undefined ? undefined : decoded(encoded)
  if (text === undefined || !text.includes(':')) return []
  const raw = { client_id: text.slice(0, text.indexOf(':')), client_secret: text.slice(text.indexOf(':') + 1) }
  const parts = [formDecoded(raw.client_id), formDecoded(raw.client_secret)]
  const [client_id, client_secret] = parts
  // The section wants both parts form-encoded; Python's clients send them as they are.
  if (client_id === undefined || client_secret === undefined) return [raw]
  return client_id === raw.client_id && client_secret === raw.client_secret ? [raw] : [{ client_id, client_secret }, raw]
}

/** @param {string} encoded */
const decoded = (encoded) => {
  const bytes = binary(encoded)
  if (bytes === undefined) return undefined
  try {
    return decodeUtf8(Uint8Array.from(bytes, (character) => character.charCodeAt(0)))
  } catch {
    // Python's clients write Latin-1, which RFC 7617 §2.1 leaves open; the challenge asks for UTF-8.
    return bytes
  }
}

/** The bytes as the characters of Latin-1. @param {string} encoded */
const binary = (encoded) => {
  try {
    return atob(encoded)
  } catch {
    return undefined
  }
}

/** @param {string} text */
const formDecoded = (text) => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

/** @typedef {{ client_id: string, client_secret: string }} ClientCredentials */
