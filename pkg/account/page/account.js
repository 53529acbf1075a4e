import { element, nameOf } from './element.js'
import { reasonOf } from './dialog.js'
import { sessionsView } from './sessions.js'
import { text } from './text.js'
import { tokensView } from './tokens.js'

/**
 * The account of the person who is logged in: their API tokens and their sessions.
 *
 * @param {import('./api.js').Account} account
 */
export function accountView(account) {
  const { api, me, settings, onFailure, onLoggedOut } = account
  const status = element('p', { class: 'status', role: 'status' })
  const say = (/** @type {string} */ message) => (status.textContent = message)
  const tokens = tokensView({ ...account, say })
  const sessions = sessionsView({ ...account, say })
  const logOut = async () => {
    try {
      await api.logOut()
      onLoggedOut(undefined)
    } catch (error) {
      if (!onFailure(error)) say(reasonOf(error))
    }
  }
  const view = element('div', { class: 'account' },
    element('a', { class: 'skip', href: '#tokens' }, text.skip),
    element('header', {},
      element('h1', {}, settings.name),
      element('p', {}, text.account.signedIn(''), nameOf(me.subject)),
      element('button', { onclick: logOut }, text.account.logOut)),
    element('main', {}, status, tokens.view, sessions.view))
  return { view, load: () => Promise.all([tokens.load(), sessions.load()]) }
}
