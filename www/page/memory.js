// The only file that names localStorage; it holds nothing before the reader ticks the box, and then accepted public keys alone.

import { byId } from './element.js'

const NAME = 'countersign'

/** What an earlier visit was asked to keep, or `{}`. */
export function remembered() {
  try {
    return JSON.parse(localStorage.getItem(NAME)) ?? {}
  } catch {
    return {}
  }
}

/** Keeps what `state()` gives for as long as the box is ticked; the returned function is called when something changed. */
export function memory(state) {
  const box = byId('remember')
  box.checked = Object.keys(remembered()).length > 0
  const keep = () => {
    try {
      if (box.checked) localStorage.setItem(NAME, JSON.stringify(state()))
      else localStorage.removeItem(NAME)
    } catch {
      // Storage is forbidden here (a private window, a policy): there is nothing to keep then.
      box.checked = false
    }
  }
  box.addEventListener('change', keep)
  return () => { if (box.checked) keep() }
}
