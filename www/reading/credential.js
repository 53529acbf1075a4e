// What people paste is rarely a bare token: find the credential in it, and say where it was.

/** Longer texts are never put into the field: laying out megabytes of one line would freeze the page. */
export const LONGEST = 65536

/** How an API token is written: prefix, random part and checksum. `tests/browser/api-tokens.test.js` holds this to the core. */
const API_TOKEN = '([a-z0-9_]{1,24}_)([0-9A-Za-z]{43})([0-9A-Za-z]{6})'

const SHAPES = [
  { from: 'an Authorization header', pattern: /authorization["']?\s*[:=]\s*["']?bearer\s+([^\s'"\\,;]+)/i },
  { from: 'a Bearer credential', pattern: /^\s*bearer\s+([^\s'"\\,;]+)\s*$/i },
  { from: null, pattern: /^\s*([^\s{[]\S*)\s*$/ },
  { from: 'the text', pattern: /(?<![\w.-])(eyJ[\w-]*(?:\.[\w-]*){2,4})/ },
  { from: 'the text', pattern: new RegExp(`(?<!\\w)(${API_TOKEN})(?!\\w)`) },
]

/** `{ token, start, end, from }`: the credential, its place in `text`, and what it was taken out of (null: it is all there is). */
export function findCredential(text) {
  for (const { from, pattern } of SHAPES) {
    const match = pattern.exec(text)
    if (!match) continue
    const token = unquoted(match[1])
    const start = text.indexOf(token, match.index)
    return { token, start, end: start + token.length, from: /^\s*curl\s/.test(text) ? 'a curl command' : from }
  }
  const token = text.trim()
  const start = text.indexOf(token)
  return { token, start, end: start + token.length, from: null }
}

/** Prefix, random part and checksum of an API token; undefined if `token` is not written as one. */
export function partsOfApiToken(token) {
  return new RegExp(`^${API_TOKEN}$`).exec(token)?.slice(1)
}

function unquoted(text) {
  return /^(["'`]).+\1$/.test(text) ? text.slice(1, -1) : text
}
