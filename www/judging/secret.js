// What must not stand in a field for public keys: what it is called, so that the reader can be warned.

/** What secret `text` seems to hold, in words; null if it holds none. */
export function secretIn(text) {
  const written = text.replace(/\\u00([2-7][\da-f])/gi, (_, code) => String.fromCharCode(parseInt(code, 16)))
  const pem = written.search(/PRIVATE KEY/i)
  if (pem >= 0) return `${PEM_NAMES[/(\w*) $/.exec(written.slice(Math.max(0, pem - 20), pem))?.[1].toUpperCase()] ?? 'a'} private key`
  if (/^PuTTY-User-Key-File/m.test(written)) return 'a PuTTY private key'
  if (TOKEN.test(written)) return 'a token'
  const json = parsed(text)
  if (json === undefined) return JSON_LIKE.test(written) && MEMBER.test(written) ? 'a private or symmetric key, in JSON that cannot be read' : null
  const found = secretMembers(json)
  if (found.has('k') || found.has('oct')) return 'a symmetric key'
  return found.size > 0 ? 'a private key' : null
}

/**
 * What `text` is taken for where it was put into the field at once, and is neither a key nor anything that shows what it is:
 * a shared secret looks like any other word.
 */
export function unknownIn(text) {
  const start = text.trimStart()
  if (/^(?:[{[]|-----BEGIN (?:PUBLIC KEY|RSA PUBLIC KEY|EC PUBLIC KEY|CERTIFICATE)|ssh-|ecdsa-|https?:\/\/\S+$)/.test(start) && !/^\[\s*"/.test(start)) return null
  if (/^M(?:C4|Co|II|IG|Hc|HQ)[\w+/]/.test(start)) return 'a key without its frame (-----BEGIN …), perhaps a private one'
  return 'no public key, and may well be a shared secret (HMAC)'
}

/** The names of RFC 7518 §6 for what must stay secret, wherever they stand, and what else is called a secret. */
function secretMembers(value) {
  const found = new Set()
  const stack = [value]
  while (stack.length > 0) {
    const each = stack.pop()
    if (typeof each !== 'object' || each === null) continue
    for (const name of Object.keys(each)) if (SECRET.test(name)) found.add(name.toLowerCase())
    if (typeof each.kty === 'string' && each.kty.toLowerCase() === 'oct') found.add('oct')
    stack.push(...Object.values(each))
  }
  return found
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const NAMES = 'd|k|p|q|dp|dq|qi|oth|priv|private_?key|secret|secret_?key|client_?secret|password|passphrase'
const SECRET = new RegExp(`^(?:${NAMES})$`, 'i')
// In JSON that cannot be read a quotation mark or the colon may be what is missing.
const MEMBER = new RegExp(`(?:^|[{,\\s"'])(?:${NAMES})["']?\\s*[:=\\s"']|["'\\s:]oct\\b`, 'i')
const JSON_LIKE = /^\s*["'`]?[{[]|\bkty\b/
const TOKEN = /(?<![\w.-])e[wy][\w-]{8,}(?:\s*\.\s*[\w-]*){2,4}/
const PEM_NAMES = { RSA: 'an RSA', EC: 'an EC', DSA: 'a DSA', OPENSSH: 'an OpenSSH', ENCRYPTED: 'an encrypted', SSH2: 'an SSH' }
