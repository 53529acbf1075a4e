// The field for keys: typed, pasted or dropped as a file.

import { byId } from '../page/element.js'
import { LONGEST_SET } from './key-material.js'

/** Calls `use(text, { whole })` with whatever is put into the field; what is too long never gets into it. */
export function serveKeyField(use) {
  const field = byId('keys')
  let before = 0
  field.addEventListener('beforeinput', () => { before = field.value.length })
  field.addEventListener('input', () => {
    // More than one character at a time was not typed.
    const whole = field.value.length - before > 1
    use(field.value, { whole })
    before = field.value.length
  })
  field.addEventListener('paste', (event) => {
    const text = event.clipboardData.getData('text')
    if (text.length <= LONGEST_SET) return
    event.preventDefault()
    use(text, { whole: true })
  })
  field.addEventListener('drop', async (event) => {
    const [file] = event.dataTransfer.files
    if (!file) return
    event.preventDefault()
    use(file.size > LONGEST_SET ? ' '.repeat(LONGEST_SET + 1) : await file.text(), { whole: true })
  })
}

/** Shows in the field what was made of its text, and says so below it. */
export function showKeys({ text, error, warning, notes }) {
  const field = byId('keys')
  const note = byId('keys-note')
  if (field.value !== text) field.value = text
  note.textContent = [warning, error && `${error.code}: ${error.message}`, ...notes].filter(Boolean).join(' ')
  note.dataset.state = error ? 'bad' : warning || notes.length > 1 ? 'warn' : ''
}
