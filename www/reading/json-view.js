// JSON as its writer spelled it, only laid out.

import { element } from '../page/element.js'
import { stringOf, tokensOf } from './json-text.js'
import { ASCII, plain, visible } from './visible.js'

/** More than this is shown as written: an element for each would freeze the page. */
const MOST = 20_000
const MOST_INLINE = 500

/** `text` indented and coloured; every member and digit stays as written. */
export function prettyJson(text) {
  const tokens = tokensOf(text)
  if (tokens.length > MOST) return [plain(text)]
  return laidOut(tokens, coloured)
}

/** `text` indented, for an editor: characters that cannot be seen are written as the escapes of JSON. */
export function spacedJson(text) {
  const tokens = tokensOf(text)
  if (tokens.length > MOST) return text
  return laidOut(tokens, (token) => (token.kind === 'string' || token.kind === 'name' ? asciiEscapes(token.text) : token.text)).join('')
}

/** Tokens on one line: a value in a table. */
export function inlineJson(tokens, text) {
  if (tokens.length > MOST_INLINE) return [plain(text)]
  return tokens.map((token) => (token.kind === ',' ? ', ' : token.kind === ':' ? ': ' : coloured(token)))
}

/** A block with the pretty and the raw form of `text`, and a button that copies it. */
export function jsonView(text, label) {
  const block = element('pre', { tabindex: 0, 'aria-label': `${label}, JSON` }, prettyJson(text))
  const raw = element('button', {
    type: 'button', 'aria-pressed': 'false',
    click: () => {
      const pressed = raw.getAttribute('aria-pressed') !== 'true'
      raw.setAttribute('aria-pressed', String(pressed))
      block.replaceChildren(...(pressed ? asWritten(text) : prettyJson(text)))
    },
  }, 'As written')
  const copy = element('button', { type: 'button', 'data-copy': text }, 'Copy')
  return element('details', { class: 'json' },
    element('summary', {}, `${label} as JSON`),
    element('div', { class: 'actions' }, raw, copy),
    block)
}

/** Every character of `text` in its place: of what stands between the tokens, line breaks and spaces are themselves. */
function asWritten(text) {
  const tokens = tokensOf(text)
  if (tokens.length > MOST) return [plain(text)]
  const gap = (from, to) => text.slice(from, to).split(/([^ \t\r\n]+)/).map((part, index) => (index % 2 === 1 ? visible(part) : part))
  return [...tokens.flatMap((token, index) => [...gap(tokens[index - 1]?.end ?? 0, token.start), coloured(token)]), ...gap(tokens.at(-1)?.end ?? 0)]
}

function laidOut(tokens, shown) {
  const nodes = []
  tokens.forEach((token, index) => {
    const { kind, depth } = token
    const next = tokens[index + 1]?.kind
    const line = (level) => `\n${'  '.repeat(Math.min(level, 32))}`
    if (kind === '{' || kind === '[') nodes.push(kind, next === '}' || next === ']' ? '' : line(depth + 1))
    else if (kind === '}' || kind === ']') {
      const before = tokens[index - 1]?.kind
      nodes.push(before === '{' || before === '[' ? '' : line(depth), kind)
    } else if (kind === ',') nodes.push(',', line(depth))
    else if (kind === ':') nodes.push(': ')
    else nodes.push(shown(token))
  })
  return nodes
}

function coloured({ text, kind, twin }) {
  if (kind.length === 1) return text
  const node = element('span', { class: kind === 'word' ? 'number' : kind }, ASCII.test(text) ? text : visible(text))
  return twin ? element('mark', { title: `${plain(stringOf(text))} occurs here more than once` }, node) : node
}

const asciiEscapes = (text) => plain(text).replace(/\\u\{([\dA-F]+)\}/g, (_, hex) =>
  [...String.fromCodePoint(parseInt(hex, 16))].flatMap((point) => [point.charCodeAt(0), point.charCodeAt(1)]).map((unit) => `\\u${unit.toString(16)}`).join(''))
