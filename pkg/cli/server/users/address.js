import { isIP } from 'node:net'

/**
 * Where a request comes from: the address at the other end of the connection, or what trusted proxies say. Each proxy adds
 * whom it sees to the end of `X-Forwarded-For`; what is before that, the client may have written itself.
 *
 * @param {string | undefined} peer
 * @param {string | null} forwardedFor
 * @param {number} proxies how many are trusted
 */
export function addressOf(peer = '', forwardedFor, proxies) {
  const own = plain(peer)
  if (proxies === 0 || forwardedFor === null) return own
  const said = plain(forwardedFor.split(',').at(-proxies)?.trim() ?? '')
  return isIP(said) === 0 ? own : said
}

/** Whose guesses count together: whoever has an IPv6 address has at least 2⁶⁴ of them. @param {string} address */
export function networkOf(address) {
  if (isIP(address) !== 6) return address
  const [head, tail = ''] = address.split('::')
  const groups = head.split(':').filter((group) => group !== '')
  const last = tail.split(':').filter((group) => group !== '')
  const all = [...groups, ...Array(Math.max(0, 8 - groups.length - last.length)).fill('0'), ...last]
  return `${all.slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`
}

/** An IPv4 address as a socket for both kinds shows it. @param {string} address */
const plain = (address) => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
