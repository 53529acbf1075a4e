import { element, nameOf, plainNameOf } from './element.js'
import { openForm, reasonOf } from './dialog.js'
import { text } from './text.js'
import { whenOf } from './words.js'

/** The list of sessions. @param {import('./api.js').AccountPart} account */
export function sessionsView({ api, me, onFailure, onLoggedOut, say }) {
  const place = element('div', {})
  const endAll = () => openForm({
    title: text.sessions.endAllTitle,
    body: [element('p', {}, text.sessions.endAllAbout)],
    submit: { label: text.sessions.endAll, working: text.sessions.working, isDangerous: true },
    work: async () => {
      await api.call('DELETE', '/me/sessions')
      onLoggedOut(undefined)
    },
    explain: onFailure,
  })
  const end = async (/** @type {Session} */ { id, current }) => {
    try {
      await api.call('DELETE', `/me/sessions/${encodeURIComponent(id)}`)
      if (current) return onLoggedOut(undefined)
      await load()
    } catch (error) {
      if (!onFailure(error)) say(reasonOf(error))
    }
  }
  async function load() {
    if (place.childElementCount === 0) place.replaceChildren(element('p', { class: 'loading', role: 'status' }, text.loading))
    try {
      /** @type {Session[]} */
      const sessions = await api.all('/me/sessions', 'sessions')
      sessions.sort((one, other) => Number(other.current) - Number(one.current) || other.refreshed_at - one.refreshed_at)
      place.replaceChildren(element('ul', { class: 'cards' }, ...sessions.map((session) => card(session, me.subject, end))))
    } catch (error) {
      if (onFailure(error)) return
      place.replaceChildren(element('div', { class: 'empty' }, element('p', { class: 'problem', role: 'alert' }, reasonOf(error)), element('button', { onclick: load }, text.again)))
    }
  }
  const view = element('section', { 'aria-labelledby': 'sessions-title' },
    element('div', { class: 'heading' }, element('h2', { id: 'sessions-title' }, text.sessions.title), element('button', { class: 'danger', onclick: endAll }, text.sessions.endAll)),
    element('p', { class: 'about' }, text.sessions.about), place)
  return { view, load }
}

/** @param {Session} session @param {string} subject who logged in without a client is its own @param {(session: Session) => void} end */
const card = (session, subject, end) => {
  const { client, created_at, refreshed_at, ends_at, api_token, current } = session
  const fact = (/** @type {string} */ term, /** @type {number} */ instant) => element('div', {}, element('dt', {}, term), element('dd', {}, whenOf(instant)))
  return element('li', { class: 'card' },
    element('div', { class: 'card-body' }, element('div', { class: 'card-heading' }, element('h3', {}, client === subject ? text.sessions.direct : nameOf(client)),
      current && element('span', { class: 'state' }, text.sessions.this), api_token !== null && element('span', { class: 'state' }, text.sessions.byToken)),
    element('dl', {}, fact(text.sessions.started, created_at), fact(text.sessions.refreshed, refreshed_at), fact(text.sessions.ends, ends_at))),
    element('div', { class: 'actions' }, element('button', { 'aria-label': text.sessions.endOf(client === subject ? text.sessions.direct : plainNameOf(client)), onclick: () => end(session) }, text.sessions.end)))
}

/** @typedef {{ id: string, client: string, created_at: number, refreshed_at: number, ends_at: number, api_token: string | null, current: boolean }} Session in seconds */
