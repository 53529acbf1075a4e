// Text as it was signed: what cannot be seen, or would move its neighbours, is shown as a marked escape.

import { element } from '../page/element.js'

// Controls, formats, surrogates, private use, separators and whatever a font shows as nothing; of the spaces, all but the usual one;
// of the marks on one letter, those after the fourth: no script needs them, and a heap of them covers the lines around.
const UNSEEN = '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}\\p{DI}\\u2800]|(?! )\\p{Zs}|(?<=\\p{M}{4})\\p{M}'
// Letters that are read from right to left. As a piece of its own such a word moves no digit and no bracket beside it.
const LEFTWARD = '[\\u0590-\\u08FF\\uFB1D-\\uFDFF\\uFE70-\\uFEFC\\u{10800}-\\u{10FFF}\\u{1E800}-\\u{1EFFF}]+'
const PIECES = new RegExp(`((?:${UNSEEN})+)|(${LEFTWARD}(?: +${LEFTWARD})*)`, 'gu')
const EACH = new RegExp(UNSEEN, 'gu')
const SHORT = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const NAMES = {
  0: 'null', 7: 'bell', 8: 'backspace', 9: 'tab', 0xa: 'line break', 0xd: 'carriage return', 0x1b: 'escape', 0x20: 'space', 0x7f: 'delete', 0xa0: 'no-break space', 0xad: 'soft hyphen',
  0x61c: 'Arabic letter mark', 0x200b: 'zero-width space', 0x200c: 'zero-width non-joiner', 0x200d: 'zero-width joiner', 0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark', 0x202a: 'left-to-right embedding', 0x202b: 'right-to-left embedding', 0x202c: 'pop directional formatting',
  0x202d: 'left-to-right override', 0x202e: 'right-to-left override', 0x2060: 'word joiner', 0x2066: 'left-to-right isolate',
  0x2067: 'right-to-left isolate', 0x2068: 'first strong isolate', 0x2069: 'pop directional isolate', 0xfeff: 'byte order mark',
}

/** What needs no care. */
export const ASCII = /^[ -~]*$/

/** More escapes than this are not worth an element each. */
const MOST = 1000

/** `text` in the order in which it was signed, isolated from what stands around it. */
export function visible(text) {
  return element('bdi', { dir: 'ltr' }, pieces(text))
}

/** The same where there can be no markup. */
export function plain(text) {
  return text.replace(EACH, escaped)
}

/** The characters of `text` that cannot be seen, each once and by name: `\u202E (right-to-left override)`. */
export function unseenIn(text) {
  if (ASCII.test(text)) return []
  return [...new Set(text.match(EACH) ?? [])].map(named)
}

function pieces(text) {
  const nodes = []
  let at = 0
  for (const match of text.matchAll(PIECES)) {
    if (nodes.length > MOST) break
    const [whole, unseen] = match
    nodes.push(text.slice(at, match.index), unseen === undefined ? element('bdi', {}, whole) : escapes([...unseen]))
    at = match.index + whole.length
  }
  return [...nodes, plain(text.slice(at))]
}

function escapes(characters) {
  return element('span', { class: 'escape', title: [...new Set(characters)].slice(0, 5).map(named).join(', ') }, characters.map(escaped).join(''))
}

/** One character with its name, or its number where it has none here. */
export function named(character) {
  const name = NAMES[character.codePointAt(0)]
  return name ? `${escaped(character)} (${name})` : escaped(character)
}

function escaped(character) {
  const hex = character.codePointAt(0).toString(16).toUpperCase()
  return SHORT[character] ?? (hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`)
}
