import { element } from './element.js'
import { Refused } from './api.js'
import { reasonOf } from './dialog.js'
import { text } from './text.js'

/**
 * The form to log in with.
 *
 * @param {{ api: import('./api.js').Api, name: string, notice?: string, onDone: () => void }} options
 */
export function logInView({ api, name, notice, onDone }) {
  const problem = element('p', { class: 'problem', role: 'alert' })
  const user = element('input', { id: 'user', name: 'username', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true })
  const password = element('input', { id: 'password', name: 'password', type: 'password', autocomplete: 'current-password', required: true })
  const button = element('button', { class: 'primary wide' }, text.logIn.submit)
  const form = element('form', {},
    element('label', { for: 'user' }, text.logIn.user), user,
    element('label', { for: 'password' }, text.logIn.password), password,
    problem, button)
  form.addEventListener('submit', async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault()
    if (button.disabled) return
    problem.textContent = ''
    button.disabled = true
    button.textContent = text.logIn.working
    try {
      await api.logIn(user.value, password.value)
      password.value = ''
      onDone()
    } catch (error) {
      const isWrong = error instanceof Refused && (error.status === 401 || error.status === 400)
      problem.textContent = isWrong ? text.logIn.wrong : reasonOf(error)
      if (isWrong) password.select()
    } finally {
      button.disabled = false
      button.textContent = text.logIn.submit
    }
  })
  const view = element('main', { class: 'log-in' }, element('h1', {}, name), element('h2', {}, text.logIn.title), notice !== undefined && element('p', { class: 'notice', role: 'status' }, notice), form)
  return { view, focus: () => user.focus() }
}
