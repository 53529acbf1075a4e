import { element, nameOf, plainNameOf } from './element.js'
import { openCreate } from './create.js'
import { reasonOf } from './dialog.js'
import { openReroll, openRevoke } from './reroll.js'
import { text } from './text.js'
import { dateOf, whenOf } from './words.js'

/** The list of API tokens, and what can be done with them. @param {import('./api.js').AccountPart} account */
export function tokensView(account) {
  const { api, onFailure } = account
  /** @type {import('./api.js').ApiToken[]} */
  let tokens = []
  const search = element('input', { id: 'search', type: 'search', placeholder: text.tokens.searchHint, autocomplete: 'off', spellcheck: 'false', oninput: () => draw() })
  const ended = element('input', { id: 'ended', type: 'checkbox', onchange: () => draw() })
  const count = element('p', { class: 'count', role: 'status' })
  const list = element('ul', { class: 'cards' })
  const place = element('div', {})
  const tools = element('div', { class: 'tools' },
    element('div', {}, element('label', { for: 'search' }, text.tokens.search), search),
    element('label', { class: 'check' }, ended, text.tokens.showEnded), count)

  const again = () => load()
  const create = element('button', { class: 'primary', onclick: () => openCreate({ ...account, onChanged: again }) }, text.tokens.create)
  const view = element('section', { id: 'tokens', tabindex: '-1', 'aria-labelledby': 'tokens-title' },
    element('div', { class: 'heading' }, element('h2', { id: 'tokens-title' }, text.tokens.title), create),
    element('p', { class: 'about' }, text.tokens.about), place)

  const draw = () => {
    const living = tokens.filter((token) => ended.checked || isAlive(token))
    const query = search.value.trim().toLowerCase()
    const found = living.filter(({ name, role, scope, start }) => `${name} ${role ?? ''} ${scope} ${start}`.toLowerCase().includes(query))
    if (tokens.length === 0) return place.replaceChildren(element('div', { class: 'empty' }, element('p', {}, text.tokens.empty), element('p', {}, text.tokens.emptyHint)))
    list.replaceChildren(...found.map((token) => card(token, { ...account, onChanged: again })))
    const isNothing = query !== '' && found.length === 0
    count.textContent = text.tokens.count(found.length, living.length)
    place.replaceChildren(tools, isNothing ? element('p', { class: 'empty' }, text.tokens.noMatch(search.value.trim())) : list)
  }
  async function load() {
    if (tokens.length === 0) place.replaceChildren(element('p', { class: 'loading', role: 'status' }, text.loading))
    try {
      // The newest first; their ids sort by their creation.
      tokens = (await api.all('/me/api-tokens', 'api_tokens')).reverse()
    } catch (error) {
      if (onFailure(error)) return
      return place.replaceChildren(element('div', { class: 'empty' }, element('p', { class: 'problem', role: 'alert' }, reasonOf(error)), element('button', { onclick: again }, text.again)))
    }
    const { activeElement } = document
    draw()
    // What is drawn anew must not take the focus away from who types.
    if (activeElement === search) search.focus()
  }
  return { view, load }
}

/** @param {import('./api.js').ApiToken} token @param {import('./api.js').AccountPart & { onChanged: () => void }} account */
const card = (token, account) => {
  const { id, name, role, scope, start, created_at, last_used_at, expires_at, revoked_at, previous_until } = token
  const state = stateOf(token)
  const { settings } = account
  const fact = (/** @type {string} */ term, /** @type {(Node | string)[]} */ ...said) => element('div', {}, element('dt', {}, term), element('dd', {}, ...said))
  const meaningOf = (/** @type {string} */ each) => (Object.hasOwn(settings.scopes, each) ? settings.scopes[each] : undefined)
  const scopes = scope === '' ? [text.tokens.noScopes] : scope.split(' ').map((each) => element('code', { class: 'scope', title: meaningOf(each) }, each))
  const actions = isAlive(token) && element('div', { class: 'actions' },
    element('button', { 'aria-label': text.tokens.rerollOf(plainNameOf(name)), onclick: () => openReroll(token, account) }, text.tokens.reroll),
    element('button', { class: 'danger', 'aria-label': text.tokens.revokeOf(plainNameOf(name)), onclick: () => openRevoke(token, account) }, text.tokens.revoke))
  return element('li', { class: 'card', 'data-state': state, 'data-id': id },
    element('div', { class: 'card-body' }, element('div', { class: 'card-heading' }, element('h3', {}, nameOf(name)), element('span', { class: 'state' }, text.tokens.state[state])),
    element('dl', {},
      fact(text.tokens.token, element('code', {}, `${start}…`)),
      role !== null && fact(text.tokens.role, nameOf(role)),
      fact(text.tokens.scopes, element('span', { class: 'scopes' }, ...scopes)),
      fact(text.tokens.created, whenOf(created_at)),
      fact(text.tokens.used, last_used_at === null ? text.tokens.neverUsed : whenOf(last_used_at)),
      fact(text.tokens.expires, revoked_at === null ? (expires_at === null ? text.tokens.never : whenOf(expires_at)) : '–')),
    isAlive(token) && previous_until !== undefined && previous_until > now() && element('p', { class: 'hint' }, text.tokens.previousUntil(dateOf(previous_until)))),
    actions)
}

const now = () => Date.now() / 1000

/** @param {import('./api.js').ApiToken} token */
const isAlive = ({ revoked_at, expires_at }) => revoked_at === null && (expires_at === null || expires_at > now())

/** @param {import('./api.js').ApiToken} token @returns {'active' | 'expiring' | 'expired' | 'revoked'} */
const stateOf = (token) => {
  if (token.revoked_at !== null) return 'revoked'
  if (!isAlive(token)) return 'expired'
  return token.expires_at !== null && token.expires_at - now() < WEEK ? 'expiring' : 'active'
}

const WEEK = 604_800
