import { element } from './element.js'
import { Refused, Unreachable } from './api.js'
import { text } from './text.js'

/**
 * Opens a dialog with a form: `work` runs when it is submitted, and the dialog closes when that is done. A refusal is said
 * within it, and nothing that was entered is lost.
 *
 * @param {object} options
 * @param {string} options.title
 * @param {(Node | string | undefined | false)[]} options.body
 * @param {{ label: string, working: string, isDangerous?: boolean }} options.submit
 * @param {(form: FormData) => Promise<void>} options.work
 * @param {(error: unknown, say: (message: Node | string) => void) => boolean} [options.explain] whether it said what is wrong
 */
export function openForm({ title, body, submit: { label, working, isDangerous = false }, work, explain = () => false }) {
  const problem = element('p', { class: 'problem', role: 'alert' })
  const button = element('button', { class: isDangerous ? 'danger' : 'primary' }, label)
  const form = element('form', { novalidate: true }, ...body, problem,
    element('div', { class: 'actions' }, button, element('button', { type: 'button', onclick: () => dialog.close() }, text.cancel)))
  const dialog = open(title, form)
  form.addEventListener('submit', async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault()
    if (button.disabled) return
    problem.replaceChildren()
    button.disabled = true
    button.textContent = working
    try {
      await work(new FormData(form))
      dialog.close()
    } catch (error) {
      if (!explain(error, (message) => problem.replaceChildren(message))) problem.textContent = reasonOf(error)
    } finally {
      button.disabled = false
      button.textContent = label
    }
  })
  return dialog
}

/**
 * Opens a modal dialog, which is gone from the document when it closes; the focus goes back to where it was.
 *
 * @param {string} title
 * @param {...Node} content
 * @returns {HTMLDialogElement}
 */
export function open(title, ...content) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement)
  const dialog = element('dialog', { 'aria-labelledby': 'dialog-title' }, element('h2', { id: 'dialog-title', tabindex: '-1' }, title), ...content)
  dialog.addEventListener('close', () => {
    dialog.remove()
    if (before?.isConnected) before.focus()
  })
  document.body.append(dialog)
  dialog.showModal()
  const first = dialog.querySelector('input:not([type="hidden"]):not(:disabled), select, textarea')
  ;(first ?? dialog.querySelector('h2')).focus()
  return dialog
}

/** What to say of a failure. @param {unknown} error */
export function reasonOf(error) {
  if (error instanceof Unreachable) return text.offline
  if (error instanceof Refused && error.status === 429) return text.logIn.many
  if (error instanceof Refused && error.message !== '') return `${error.message[0].toUpperCase()}${error.message.slice(1)}.`
  return text.failed
}
