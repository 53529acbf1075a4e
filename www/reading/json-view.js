// JSON as its writer spelled it, only laid out: JSON.parse would hide duplicate members and round numbers.

import { element } from '../page/element.js'

// A string that never ends takes all the rest: to look for its end again at every quote would take minutes.
const TOKENS = /"(?:[^"\\]|\\[^])*"?|[{}[\],:]|[^\s{}[\],:"]+/g

/** More than this is shown as written: an element for each would freeze the page. */
const MOST = 20_000

/** `text` indented and coloured; every member and digit stays as written. */
export function prettyJson(text) {
  const nodes = []
  const tokens = text.match(TOKENS) ?? []
  if (tokens.length > MOST) return [text]
  let depth = 0
  tokens.forEach((token, index) => {
    const next = tokens[index + 1]
    const line = () => `\n${'  '.repeat(Math.min(depth, 32))}`
    if (token === '{' || token === '[') {
      depth += 1
      nodes.push(token, next === '}' || next === ']' ? '' : line())
    } else if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1)
      const previous = tokens[index - 1]
      nodes.push(previous === '{' || previous === '[' ? '' : line(), token)
    } else if (token === ',') nodes.push(',', line())
    else if (token === ':') nodes.push(': ')
    else nodes.push(element('span', { class: next === ':' ? 'name' : kindOf(token) }, token))
  })
  return nodes
}

/** A block with the pretty and the raw form of `text`, and a button that copies it. */
export function jsonView(text, label) {
  const block = element('pre', { tabindex: 0, 'aria-label': `${label}, JSON` }, prettyJson(text))
  const raw = element('button', {
    type: 'button', 'aria-pressed': 'false',
    click: () => {
      const pressed = raw.getAttribute('aria-pressed') !== 'true'
      raw.setAttribute('aria-pressed', String(pressed))
      block.replaceChildren(...(pressed ? [text] : prettyJson(text)))
    },
  }, 'As written')
  const copy = element('button', { type: 'button', 'data-copy': text }, 'Copy')
  return element('details', { class: 'json' },
    element('summary', {}, `${label} as JSON`),
    element('div', { class: 'actions' }, raw, copy),
    block)
}

function kindOf(token) {
  return token.startsWith('"') ? 'string' : 'number'
}
