// The token field: a plain textarea over a coloured copy of its text, so that editing, selecting and reading aloud stay the browser's.

import { byId, element } from '../page/element.js'
import { findCredential, LONGEST, partsOfApiToken } from './credential.js'
import { PARTS } from './registered.js'

const JWS = ['header', 'payload', 'signature']
const API_TOKEN = ['prefix', 'random', 'checksum']
const JWE = ['header', 'encrypted key', 'iv', 'ciphertext', 'tag']

/** The field; `onChange({ text, credential })` follows every edit, `onHuge(characters)` everything too long to show. */
export class TokenField {
  #input = byId('token')
  #mirror = byId('mirror')
  #seen = byId('seen')
  #spans = []
  #summary = ''
  #onChange
  #onHuge

  constructor({ onChange, onHuge }) {
    this.#onChange = onChange
    this.#onHuge = onHuge
    this.#input.addEventListener('input', () => this.#changed())
    this.#input.addEventListener('paste', (event) => this.#offered(event, event.clipboardData.getData('text')))
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

  /** Puts `text` into the field, as if it had been typed. */
  show(text) {
    if (text.length > LONGEST) return this.#refuse(text.length)
    this.#input.value = text
    this.#changed()
  }

  /** Replaces the credential and leaves what stands around it. */
  replace(token) {
    const { start, end } = findCredential(this.#input.value)
    this.show(this.#input.value.slice(0, start) + token + this.#input.value.slice(end))
  }

  focus() {
    this.#input.focus()
  }

  /** One sentence under the field, shown while no part is being pointed at. */
  summarize(sentence) {
    this.#summary = sentence
    this.#explain(null)
  }

  #changed() {
    const text = this.#input.value
    if (text.length > LONGEST) return this.#refuse(text.length)
    const credential = findCredential(text)
    this.#colour(text, credential)
    this.#onChange({ text, credential })
  }

  #refuse(characters) {
    this.#input.value = ''
    this.#colour('', { token: '', start: 0, end: 0 })
    this.#onHuge(characters)
  }

  #offered(event, text) {
    if (text.length <= LONGEST) return
    event.preventDefault()
    this.#refuse(text.length)
  }

  async #dropped(event) {
    if (event.target instanceof HTMLTextAreaElement && event.target !== this.#input) return
    event.preventDefault()
    const [file] = event.dataTransfer.files
    if (file && file.size > LONGEST) return this.#refuse(file.size)
    this.show(file ? await file.text() : event.dataTransfer.getData('text'))
  }

  #colour(text, { token, start, end }) {
    this.#spans = []
    const nodes = [text.slice(0, start)]
    let at = start
    for (const [part, name] of partsOf(token)) {
      const span = element('span', { 'data-part': name }, part)
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
  if (parts.length > 1) return parts.map((part, index) => [part, JWS[index] ?? 'extra'])
  return (partsOfApiToken(token) ?? []).map((part, index) => [part, API_TOKEN[index]])
}
