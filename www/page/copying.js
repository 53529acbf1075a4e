// Every copy button works the same: it takes its text, says so on itself, and goes back.

import { byId } from './element.js'

/** Serves all `[data-copy]` buttons, now and later. */
export function serveCopyButtons() {
  document.addEventListener('click', async ({ target }) => {
    const button = target.closest?.('button[data-copy]')
    if (!button) return
    const label = button.dataset.label ?? (button.dataset.label = button.textContent)
    const said = (await copied(button.dataset.copy)) ? 'Copied' : 'Not allowed'
    button.textContent = said
    // A button that changes its own text announces nothing.
    byId('announcement').textContent = said
    setTimeout(() => {
      button.textContent = label
      byId('announcement').textContent = ''
    }, 1500)
  })
}

/** Gives the button of this id its text; without one it is disabled. */
export function offerCopy(id, text) {
  byId(id).dataset.copy = text
  byId(id).disabled = !text
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
