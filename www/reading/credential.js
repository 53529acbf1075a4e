// What people paste is rarely a bare token: find the tokens in it, by what they are called there.

import { named } from './visible.js'

/** Longer texts are never put into the field: laying out megabytes of one line would freeze the page. */
export const LONGEST = 65536
/** As many lines, or characters that need another font, take a browser as long. */
const MOST_LINES = 4000
const MOST_FOREIGN = 2000

// A header is an object in base64url: it begins with {" or { and white space.
const JWT = /(?<![\w.-])e[wy][\w-]{8,}(?:\.[\w-]*){2,4}(?![\w-])/g
/** How an API token is written: prefix, random part and checksum. `tests/browser/api-tokens.test.js` holds this to the core. */
const API_TOKEN = '([a-z0-9_]{1,24}_)([0-9A-Za-z]{43})([0-9A-Za-z]{6})'
const OPAQUE = [
  /authorization["']?\s*[:=]\s*["']?(?:bearer|dpop)\s+([^\s'"\\,;]+)/i,
  /^\s*(?:bearer|dpop)\s+([^\s'"\\,;]+)\s*$/i,
  /["']?\b(?:access_token|id_token|refresh_token)["']?\s*[:=]\s*["']?([^\s'"\\,;&]+)/i,
]
const NAME = /([\w.-]+)["']?\s*[:=]\s*["']?(?:(?:bearer|dpop)\s+)?$/i
const SCHEME = /^(?:authorization\s*:\s*)?(?:(?:bearer|dpop)\s+)?/i
const MOST = 20

/** Whether a field can show `text` without freezing the page. */
export function isTooLong(text) {
  return text.length > LONGEST || text.split('\n', MOST_LINES + 1).length > MOST_LINES || text.replace(/[\0-\x7f]+/g, '').length > MOST_FOREIGN
}

/** What is inspected first where there are several. */
const PREFERRED = ['access_token', 'authorization']

/**
 * The tokens in `text`, each as `{ name, token, start, end }` (`name`: what it is called there, or null), the one to begin with
 * first; and `from`: what they were taken out of, or null where there is nothing else.
 */
export function findCredentials(text) {
  const alone = aloneIn(text)
  if (alone) return alone
  const found = scan(text)
  if (found.length > 0) return { found, from: containerOf(text) }
  for (const pattern of OPAQUE) {
    const match = pattern.exec(text)
    if (match) return { found: [at(text, match[1], match.index)], from: containerOf(text) }
  }
  return { found: [at(text, text.trim(), 0)], from: null }
}

/** Prefix, random part and checksum of an API token; undefined if `token` is not written as one. */
export function partsOfApiToken(token) {
  return new RegExp(`^${API_TOKEN}$`).exec(token)?.slice(1)
}

/** The one token that all of `text` is, but for its scheme, quotes and commas; it may be broken into lines. */
function aloneIn(text) {
  const start = text.trim()
  const bare = unquoted(start.replace(SCHEME, ''))
  const scheme = SCHEME.exec(start)[0]
  if (bare === '' || !/^e[wy][\w-]{4,}/.test(bare)) return null
  const lines = bare.split(/\s+/)
  const whole = lines.length === 1 ? !/["'=&;,]\s*(?:e[wy][\w-]{8,}\.)/.test(bare) : lines.every((line) => /^[\w.=+/-]+$/.test(line)) && isBroken(lines)
  if (!whole) return null
  const from = scheme.toLowerCase().startsWith('authorization') ? 'an Authorization header' : scheme ? 'a Bearer credential' : bare === start ? null : 'its quotes'
  return { found: [at(text, bare, text.indexOf(bare))], from }
}

// By hand: an expression that looks for the end at every quote would take minutes for a text of nothing but quotes.
function unquoted(text) {
  let start = 0
  let end = text.length
  while (start < end && '"\'`(<['.includes(text[start])) start += 1
  while (end > start && '"\'`)>],;'.includes(text[end - 1])) end -= 1
  return text.slice(start, end)
}

/** Whether lines are one token: their breaks are in it, and not between it and something else. */
function isBroken(lines) {
  const parts = lines.join('').split('.').length
  return (parts === 3 || parts === 5) && !/^e[wy][\w-]*\.[\w-]+\.[\w-]{86,}$/.test(lines[0])
}

function scan(text) {
  const seen = new Set()
  const found = []
  for (const { 0: token, index } of [...text.matchAll(JWT), ...text.matchAll(new RegExp(`(?<!\\w)${API_TOKEN}(?!\\w)`, 'g'))].sort((a, b) => a.index - b.index)) {
    if (seen.has(token) || found.length === MOST) continue
    seen.add(token)
    found.push({ ...at(text, token, index), name: NAME.exec(text.slice(Math.max(0, index - 80), index))?.[1] ?? null })
  }
  const rank = ({ name }) => (PREFERRED.includes(name?.toLowerCase()) ? 0 : 1)
  return found.sort((a, b) => rank(a) - rank(b))
}

function at(text, token, from) {
  const start = text.indexOf(token, from)
  return { name: null, token, start, end: start + token.length }
}

function containerOf(text) {
  if (/^\s*(?:\$\s*)?curl\s/.test(text)) return 'a curl command'
  if (/^[ \t]*(?:set-)?cookie[ \t]*:/im.test(text)) return 'a cookie'
  if (/^\s*authorization\s*:/i.test(text)) return 'an Authorization header'
  if (/^\s*[a-z][\w+.-]*:\/\/\S+\s*$/i.test(text)) return 'an address'
  if (/^\s*[{[]/.test(text)) return 'a JSON answer'
  return 'the text'
}

/**
 * The first character of `token` that no token has, as `{ position, text, mended, offer }`: its position counts from 1, `mended` is the
 * token without such characters where that can only be meant; null where there is none.
 */
export function faultIn(token) {
  if (!/^e[wy][\w-]*/.test(token)) return null
  const match = /[^\w.-]/u.exec(token)
  if (!match) return /\.\.\.$/.test(token) ? { position: token.length - 2, text: 'It ends in three dots: it was shortened when it was displayed. Copy it where it is whole.' } : null
  const [character] = match
  const position = [...token.slice(0, match.index)].length + 1
  const breaks = token.trim().split('\n').length - 1
  if (breaks > 0 && /\s/.test(character)) {
    const mended = token.replace(/\s+/g, '')
    return { position, text: `It is broken into ${breaks + 1} lines; the first break is after character ${position - 1}. A token has no line breaks.`, ...(/^[\w.-]+$/.test(mended) ? { mended, offer: 'Remove the line breaks' } : {}) }
  }
  const part = ['header', 'payload', 'signature'][token.slice(0, match.index).split('.').length - 1] ?? 'rest'
  return { position, text: `Character ${position}, in the ${part}, is ${shown(character)}${why(character)}`, ...mend(token, character) }
}

function shown(character) {
  const code = `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `“${character}” (${code})` : `${named(character).replace(/^\S+ \((.*)\)$/, 'a $1')} (${code})`
}

function why(character) {
  if (character === '=') return ': padding. Base64url in a token has none, so its issuer writes it wrongly, or something encoded it again.'
  if (character === '+' || character === '/') return ': that is base64, not base64url. Its issuer writes it wrongly, or something encoded it again.'
  if (character === '%') return ': it was encoded for an address.'
  if (character === '…') return ': it was shortened when it was displayed. Copy it where it is whole.'
  if (/[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(character)) return ': it may look like a Latin letter, but it is not one.'
  return '. A token has letters, digits, “-”, “_” and dots.'
}

function mend(token, character) {
  if (character === '%') {
    try {
      const mended = decodeURIComponent(token)
      return /^[\w.-]+$/.test(mended) ? { mended, offer: 'Decode it' } : {}
    } catch {
      return {}
    }
  }
  if (!/[\p{C}\p{Z}\p{DI}]/u.test(character)) return {}
  const mended = token.replace(/[\p{C}\p{Z}\p{DI}]/gu, '')
  return /^[\w.-]+$/.test(mended) ? { mended, offer: /\s/.test(character) ? 'Remove the spaces' : 'Remove what is invisible' } : {}
}
