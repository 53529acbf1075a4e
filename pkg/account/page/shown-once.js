import { open } from './dialog.js'
import { element } from './element.js'
import { text } from './text.js'
import { dateOf } from './words.js'

/**
 * Shows a new token, for the only time. The dialog closes by "I have stored it" and by nothing else: not by Escape, and a
 * page that is left asks first. Then the token is nowhere in the document any more.
 *
 * @param {import('./api.js').ApiToken} created
 * @param {import('./api.js').AccountPart} account
 * @param {boolean} [isRerolled]
 */
export function showOnce({ token = '', previous_until }, { settings }, isRerolled = false) {
  const line = `curl ${quoted(settings.exampleUrl)} -H ${quoted(`Authorization: Bearer ${token}`)}`
  const status = element('p', { class: 'status', role: 'status' })
  const secret = element('output', { class: 'secret', id: 'secret', tabindex: '0', 'aria-label': text.shownOnce.token }, token)
  const command = element('pre', { class: 'secret', tabindex: '0', 'aria-label': text.shownOnce.try }, line)
  const copy = (/** @type {string} */ label, /** @type {string} */ what, /** @type {HTMLElement} */ shown) => {
    const button = element('button', { type: 'button' }, label)
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(what)
        status.textContent = text.shownOnce.copied
      } catch {
        getSelection()?.selectAllChildren(shown)
        status.textContent = text.shownOnce.copyFailed
      }
    })
    return button
  }
  const stored = element('button', { class: 'primary', onclick: () => dialog.close() }, text.shownOnce.stored)
  const dialog = open(text.shownOnce.title,
    element('p', { class: 'warning' }, text.shownOnce.warning),
    secret, element('div', { class: 'actions' }, copy(text.shownOnce.copy, token, secret)),
    isRerolled && element('p', { class: 'hint' }, previous_until === undefined ? text.shownOnce.replaced : text.shownOnce.previousUntil(dateOf(previous_until))),
    element('h3', {}, text.shownOnce.try), command, element('p', { class: 'hint' }, text.shownOnce.tryHint),
    element('div', { class: 'actions' }, copy(text.shownOnce.copyLine, line, command)), status, element('div', { class: 'actions last' }, stored))
  dialog.addEventListener('cancel', (event) => event.preventDefault())
  // A second Escape closes a dialog whatever its page says.
  dialog.addEventListener('keydown', (event) => event.key === 'Escape' && event.preventDefault())
  const stay = (/** @type {BeforeUnloadEvent} */ event) => event.preventDefault()
  addEventListener('beforeunload', stay)
  dialog.addEventListener('close', () => removeEventListener('beforeunload', stay))
}

/** For a shell: a quote in it ends nothing. @param {string} argument */
const quoted = (argument) => `'${argument.replaceAll("'", `'\\''`)}'`
