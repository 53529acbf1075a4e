// The token field: a plain textarea over a coloured copy of its text, so that editing, selecting and reading aloud stay the browser's.

import { byId, element } from '../page/element.js'
import { findCredentials, isTooLong, LONGEST, partsOfApiToken } from './credential.js'
import { PARTS } from './registered.js'

const JWS = ['header', 'payload', 'signature']
const API_TOKEN = ['prefix', 'random', 'checksum']
const JWE = ['header', 'encrypted key', 'iv', 'ciphertext', 'tag']

/**
 * The field. `onChange({ text, found, from }, how)` follows every change: `edited` where a character or two were, `replaced` where
 * the reader put something else there, `set` where the page did. `onPaste(text)` is what is pasted or dropped as a whole, anywhere on the page;
 * `onHuge(characters)` everything too long to show.
 */
export class TokenField {
  #input = byId('token')
  #mirror = byId('mirror')
  #seen = byId('seen')
  #spans = []
  #summary = ''
  #text = ''
  #onChange
  #onPaste
  #onHuge

  constructor({ onChange, onPaste, onHuge }) {
    this.#onChange = onChange
    this.#onPaste = onPaste
    this.#onHuge = onHuge
    this.#input.addEventListener('input', () => this.#changed(differ(this.#text, this.#input.value) ? 'replaced' : 'edited'))
    addEventListener('paste', (event) => this.#pasted(event))
    this.#input.addEventListener('scroll', () => { this.#mirror.scrollTop = this.#input.scrollTop })
    this.#input.addEventListener('pointermove', (event) => this.#explain(this.#partAt(event)))
    this.#input.addEventListener('pointerleave', () => this.#explain(null))
    // Moving the caret asks for its part; typing and pasting do not.
    this.#input.addEventListener('keyup', ({ key }) => {
      if (/^(Arrow|Home|End|Page)/.test(key)) this.#explain(this.#partOf(this.#input.selectionStart))
    })
    this.#input.addEventListener('blur', () => this.#explain(null))
    addEventListener('dragover', (event) => event.preventDefault())
    addEventListener('drop', (event) => this.#dropped(event))
  }

  get text() {
    return this.#text
  }

  /** Puts `text` into the field: `how` as for `onChange`. */
  show(text, how = 'replaced') {
    if (isTooLong(text)) return this.#refuse(text.length)
    this.#input.value = text
    this.#changed(how)
  }

  focus() {
    this.#input.focus()
  }

  /** Colours the parts of the token that is inspected, and the character that does not belong there. */
  colour({ token, start, end }, fault) {
    this.#colour(this.#text, { token, start, end }, fault)
  }

  /** One sentence under the field, shown while no part is being pointed at. */
  summarize(sentence) {
    this.#summary = sentence
    this.#explain(null)
  }

  #changed(how) {
    const text = this.#input.value
    if (isTooLong(text)) return this.#refuse(text.length)
    this.#text = text
    this.#onChange({ text, ...findCredentials(text) }, how)
  }

  #refuse(characters) {
    this.#input.value = ''
    this.#text = ''
    this.#colour('', { token: '', start: 0, end: 0 })
    this.#onHuge(characters)
  }

  /** Wherever nothing else takes it, a paste is a token; in the field it replaces what was there, but for a selected piece. */
  #pasted(event) {
    const { target, clipboardData } = event
    if (target !== this.#input && target.closest?.('input, textarea, select, [contenteditable]')) return
    const text = clipboardData.getData('text')
    const { selectionStart, selectionEnd, value } = this.#input
    const piece = target === this.#input && selectionStart < selectionEnd && selectionEnd - selectionStart < value.length
    if (text === '' || (piece && !/\./.test(text))) return
    event.preventDefault()
    if (isTooLong(text)) this.#refuse(text.length)
    else this.#onPaste(text)
  }

  async #dropped(event) {
    if (event.target instanceof HTMLTextAreaElement && event.target !== this.#input) return
    event.preventDefault()
    const [file] = event.dataTransfer.files
    if (file && file.size > LONGEST) return this.#refuse(file.size)
    this.#onPaste(file ? await file.text() : event.dataTransfer.getData('text'))
  }

  #colour(text, { token, start, end }, fault) {
    this.#spans = []
    const nodes = [text.slice(0, start)]
    let at = start
    for (const [part, name] of partsOf(token)) {
      const wrong = fault && fault.position > at - start && fault.position <= at - start + part.length ? fault.position - 1 - (at - start) : -1
      const span = element('span', { 'data-part': name }, wrong < 0 ? part : [part.slice(0, wrong), element('span', { class: 'wrong' }, part.slice(wrong, wrong + 1)), part.slice(wrong + 1)])
      this.#spans.push({ name, start: at, end: at + part.length, span })
      at += part.length
      nodes.push(span)
      if (at < end && text[at] === '.') nodes.push(text[at++])
    }
    // A last line break needs something after it to have a height.
    this.#mirror.replaceChildren(...nodes, text.slice(at), '\u200b')
  }

  #partAt({ clientX, clientY }) {
    const under = document.elementsFromPoint(clientX, clientY).find((node) => node.dataset?.part)
    return this.#spans.find(({ span }) => span === under) ?? null
  }

  #partOf(caret) {
    return this.#spans.find(({ start, end }) => caret > start && caret <= end) ?? null
  }

  #explain(part) {
    for (const { span, name } of this.#spans) span.classList.toggle('pointed', part?.name === name)
    this.#seen.textContent = part ? `${PARTS[part.name]}.` : this.#summary
    this.#seen.dataset.part = part?.name ?? ''
  }
}

function partsOf(token) {
  const parts = token.split('.')
  if (parts.length === 5) return parts.map((part, index) => [part, JWE[index]])
  // What is too much is one part, however many dots it has: sixty thousand elements would freeze the page.
  if (parts.length > 1) return [...parts.slice(0, 3), ...(parts.length > 3 ? [parts.slice(3).join('.')] : [])].map((part, index) => [part, JWS[index] ?? 'extra'])
  return (partsOfApiToken(token) ?? []).map((part, index) => [part, API_TOKEN[index]])
}

/** Whether more than a few characters differ: then it is another text, and not an edited one. */
function differ(before, after) {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head += 1
  let tail = 0
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  return before === '' || after === '' || Math.max(before.length, after.length) - head - tail > 3
}
