// A module of its own and first in the page: the address is clean before anything else has loaded.

const NAMES = ['token', 'access_token', 'id_token', 'refresh_token']
let taken = null

/** The text of `#token=…`, or of the tokens that a log-in put there, once; it has already left the address bar and the history entry. */
export function tokenFromFragment() {
  const text = taken
  taken = null
  return text
}

/** Calls `use` with the token of a fragment that arrives later. */
export function onFragment(use) {
  addEventListener('hashchange', () => {
    take()
    const text = tokenFromFragment()
    if (text !== null) use(text)
  })
}

/** Longer ones are not divided: whatever is in them is too long for the field, which says so. */
const LONGEST = 262_144

function take() {
  if (location.hash.length > LONGEST) {
    taken = location.hash
    return history.replaceState(null, '', location.pathname + location.search)
  }
  const members = location.hash.slice(1).split('&').map((member) => [member.split('=', 1)[0], member.slice(member.indexOf('=') + 1)])
  const tokens = members.filter(([name, value]) => NAMES.includes(name) && value !== '')
  if (tokens.length === 0) return
  history.replaceState(null, '', location.pathname + location.search)
  taken = tokens.length === 1 ? decoded(tokens[0][1]) : tokens.map(([name, value]) => `${name}=${decoded(value)}`).join('\n')
}

function decoded(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    // A stray % is no reason to lose the rest.
    return text
  }
}

take()
