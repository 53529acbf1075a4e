// Private and symmetric keys in a field that is for public ones: what they are called, so that the reader can be warned.

/** What secret `text` seems to hold, in words; null if it holds none. */
export function secretIn(text) {
  const pem = /-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----/.exec(text)
  if (pem) return `${PEM_NAMES[pem[1].trim()] ?? 'a'} private key`
  const json = parsed(text)
  if (json === undefined) return MEMBER.test(text) ? 'a private or symmetric key, in JSON that cannot be read' : null
  const found = secretMembers(json)
  if (found.includes('k')) return 'a symmetric key'
  return found.length > 0 ? 'a private key' : null
}

/** The names of RFC 7518 §6 for what must stay secret, wherever they stand. */
function secretMembers(value) {
  const found = []
  const stack = [value]
  while (stack.length > 0) {
    const each = stack.pop()
    if (typeof each !== 'object' || each === null) continue
    found.push(...Object.keys(each).filter((name) => SECRET.includes(name)))
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

const SECRET = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv']
const MEMBER = /["']?\b(d|k|p|q|dp|dq|qi|oth|priv)["']?\s*:/
const PEM_NAMES = { '': 'a', RSA: 'an RSA', EC: 'an EC', DSA: 'a DSA', OPENSSH: 'an OpenSSH', ENCRYPTED: 'an encrypted' }
