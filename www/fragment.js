// A module of its own and first in the page: the address is clean before anything else has loaded.

let taken = null
take()

/** The text of `#token=…`, once; it has already left the address bar and the history entry. */
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

function take() {
  if (!location.hash.startsWith('#token=')) return
  const raw = location.hash.slice('#token='.length)
  history.replaceState(null, '', location.pathname + location.search)
  try {
    taken = decodeURIComponent(raw)
  } catch {
    // A stray % is no reason to lose the rest.
    taken = raw
  }
}
