// The programs, folded away until somebody opens them.

import { byId, element } from '../page/element.js'
import { snippets } from './snippets.js'

let shown = ''

/** Shows the programs for a token; none for what is not a JWT in compact form. */
export function showSnippets(token, keys, expected) {
  const isJws = /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)
  const section = byId('using')
  section.hidden = !isJws
  const signature = isJws ? JSON.stringify([token, keys, expected]) : ''
  if (signature === shown) return
  shown = signature
  const open = [...section.querySelectorAll('details')].map((details) => details.open)
  const programs = isJws ? Object.entries(snippets({ token, keys, expected })) : []
  byId('programs').replaceChildren(...programs.map(([name, program], index) =>
    element('details', { class: 'json', open: open[index] ?? false },
      element('summary', {}, name),
      element('p', { class: 'actions' }, element('button', { type: 'button', 'data-copy': program, 'aria-label': `Copy the program: ${name}` }, 'Copy')),
      element('pre', { tabindex: 0, 'aria-label': `Program: ${name}` }, program))))
}
