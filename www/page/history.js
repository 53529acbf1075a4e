// What a button, a sample or a paste replaced can be had back: the browser's own undo forgets what a script writes.

import { byId } from './element.js'

const MOST = 30

/** `{ keep() }`, to be called before a replacement; `state()` gives what `restore(state)` brings back, `text()` what the field shows. */
export function history({ state, restore, text }) {
  const kept = []
  let written = null
  const button = byId('undo')
  const show = () => { button.disabled = kept.length === 0 }
  const undo = () => {
    if (kept.length === 0) return
    restore(kept.pop())
    written = text()
    show()
  }
  button.addEventListener('click', undo)
  addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey, target } = event
    if (key.toLowerCase() !== 'z' || !(ctrlKey || metaKey) || shiftKey || altKey) return
    if (target !== byId('token') && target.closest?.('input:not([type=checkbox], [type=radio]), textarea')) return
    // What was typed since is the browser's to undo.
    if (kept.length === 0 || (target === byId('token') && text() !== written)) return
    event.preventDefault()
    undo()
  })
  return {
    keep() {
      kept.push(state())
      if (kept.length > MOST) kept.shift()
      // The replacement itself follows.
      queueMicrotask(() => { written = text() })
      show()
    },
  }
}
