// The verdict in one line, while the verdict itself is scrolled out of sight: its reader edits, flips and signs elsewhere.

import { byId, element } from './element.js'

/** Follows the verdict with a line at the edge of the window. */
export function keepVerdictInSight() {
  const [verdict, bar] = [byId('verdict'), byId('verdict-bar')]
  let isInSight = true
  const show = () => { bar.hidden = isInSight || verdict.dataset.state === 'empty' }
  new IntersectionObserver((changes) => {
    isInSight = changes.at(-1).isIntersecting
    show()
  }).observe(verdict.querySelector('.word'))
  new MutationObserver(() => {
    const { state } = verdict.dataset
    bar.dataset.state = state
    bar.replaceChildren(element('strong', {}, `${byId('verdict-mark').textContent} ${byId('verdict-word').textContent}`), ' ', element('code', {}, byId('verdict-code').textContent))
    show()
  }).observe(verdict, { subtree: true, childList: true, characterData: true, attributeFilter: ['data-state'] })
}

/** On a small screen the samples make room once there is a token; the reader can have them back. */
export function foldSamples() {
  const panel = byId('samples-panel')
  let had = false
  return (has) => {
    if (has !== had && matchMedia('(max-width: 40rem)').matches) {
      // The button that was pressed goes out of sight: its focus must not get lost.
      if (has && panel.contains(document.activeElement)) panel.querySelector('summary').focus()
      panel.open = !has
    }
    had = has
  }
}
