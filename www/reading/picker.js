// Several tokens in one text: which of them is inspected.

import { byId, element } from '../page/element.js'
import { visible } from './visible.js'

/** Shows `found` as buttons where there is a choice; `choose(token)` follows a click. */
export function showPicker(found, chosen, choose) {
  const picker = byId('picker')
  picker.hidden = found.length < 2
  const focused = picker.contains(document.activeElement) ? [...picker.querySelectorAll('button')].indexOf(document.activeElement) : -1
  picker.replaceChildren(...(found.length < 2 ? [] : [
    element('span', {}, `${found.length} tokens:`),
    ...[...found].sort((a, b) => a.start - b.start).map((each, index) => element('button', { type: 'button', 'aria-pressed': String(each === chosen), click: () => choose(each) }, each.name === null ? `token ${index + 1}` : visible(each.name))),
  ]))
  if (focused >= 0) picker.querySelectorAll('button')[focused]?.focus()
}
