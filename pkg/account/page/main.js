import { accountView } from './account.js'
import { Api, Refused } from './api.js'
import { reasonOf } from './dialog.js'
import { element } from './element.js'
import { logInView } from './log-in.js'
import { text } from './text.js'

// One page of four states: loading, not reachable, logged out, and the account.

const settings = JSON.parse(document.documentElement.dataset.settings ?? '{}')
document.documentElement.lang = text.locale
const place = /** @type {HTMLElement} */ (document.getElementById('page'))
const api = new Api(settings)

const show = (/** @type {Node} */ view) => {
  for (const dialog of document.querySelectorAll('dialog')) dialog.remove()
  place.replaceChildren(view)
}

const showLogIn = (/** @type {string | undefined} */ notice) => {
  const { view, focus } = logInView({ api, name: settings.name, notice, onDone: start })
  show(view)
  focus()
}

/** What every part of the account does with a failure that it has no words for. @param {unknown} error @returns {boolean} whether the page left it */
const onFailure = (error) => {
  if (!(error instanceof Refused)) return false
  if (error.code === 'ERR_LOGIN_TOO_OLD') showLogIn(text.logIn.tooOld)
  else if (error.status === 401 || error.code === 'ERR_LOGIN_REQUIRED') showLogIn(text.logIn.ended)
  else return false
  return true
}

const showTrouble = (/** @type {unknown} */ error, /** @type {() => void} */ again) => {
  const button = element('button', { onclick: again }, text.again)
  show(element('main', { class: 'log-in' }, element('h1', {}, settings.name), element('p', { class: 'problem', role: 'alert' }, reasonOf(error)), button))
  button.focus()
}

const showLoading = () => show(element('main', { class: 'log-in' }, element('h1', {}, settings.name), element('p', { class: 'loading', role: 'status' }, text.loading)))

/** The account, for whom the access token in memory speaks. */
async function start() {
  showLoading()
  try {
    const me = await api.call('GET', '/me')
    const { view, load } = accountView({ api, me, settings, onFailure, onLoggedOut: showLogIn })
    show(view)
    await load()
  } catch (error) {
    if (!onFailure(error)) showTrouble(error, start)
  }
}

/** Continues the session of the browser's cookie, if there is one. */
async function resume() {
  showLoading()
  try {
    await api.resume()
  } catch (error) {
    if (error instanceof Refused && error.status !== 429) return showLogIn(undefined)
    return showTrouble(error, resume)
  }
  await start()
}

resume()
