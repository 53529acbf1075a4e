// What an attacker can do to a token without a key: change it. Only the signature tells.

import { decode, encode } from '../keys/base64url.js'

/** The token with the payload replaced by `text` and everything else as it was. */
export function withPayload(token, text) {
  const [header, , signature] = token.split('.')
  return [header, encode(new TextEncoder().encode(text)), signature].join('.')
}

/** Flips one random bit of the bytes of `part`; `{ token, said }` or null where there are no bytes to flip. */
export function flipBit(token, part) {
  const parts = token.split('.')
  const index = ['header', 'payload', 'signature'].indexOf(part)
  const bytes = parts.length === 3 ? decode(parts[index]) : null
  if (bytes === null || bytes.length === 0) return null
  const place = Math.floor(Math.random() * bytes.length)
  const bit = Math.floor(Math.random() * 8)
  const before = bytes[place]
  bytes[place] ^= 1 << bit
  parts[index] = encode(bytes)
  return { token: parts.join('.'), said: `Flipped bit ${bit} of byte ${place} of the ${part}: ${hex(before)} became ${hex(bytes[place])}.` }
}

function hex(byte) {
  return `0x${byte.toString(16).padStart(2, '0')}`
}
