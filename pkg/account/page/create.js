import { Refused } from './api.js'
import { openForm } from './dialog.js'
import { element, nameOf } from './element.js'
import { showOnce } from './shown-once.js'
import { text } from './text.js'
import { lengthOf } from './words.js'

/** The form that makes an API token. @param {import('./api.js').AccountPart & { onChanged: () => void }} account */
export function openCreate(account) {
  const { api, me, settings, onChanged, onFailure } = account
  const name = element('input', { id: 'name', name: 'name', maxlength: '200', autocomplete: 'off', required: true, 'aria-describedby': 'name-hint' })
  const presets = presetsOf(settings.lifetime)
  const hint = element('p', { class: 'hint', id: 'expiry-hint' })
  const expiry = element('select', { id: 'expiry', name: 'expiry', 'aria-describedby': 'expiry-hint', onchange: () => (hint.textContent = expiry.value === 'never' ? text.create.neverHint : '') },
    ...presets.map(({ value, label, isUsual }) => element('option', { value, selected: isUsual }, label)))
  hint.textContent = expiry.value === 'never' ? text.create.neverHint : ''
  const scopes = inOrder(me.scope.split(' ').filter(Boolean), settings.scopes)
  const roles = inOrder(me.roles, settings.roles)
  const work = async (/** @type {FormData} */ form) => {
    const label = String(form.get('name')).trim()
    if (label === '') {
      name.focus()
      throw new Refused(400, { error_description: text.create.nameMissing.replace(/\.$/, '') })
    }
    const chosen = String(form.get('expiry'))
    const role = form.get('role') ?? ''
    const created = await api.call('POST', '/me/api-tokens', {
      name: label, scopes: form.getAll('scope'), ...(role !== '' && { role }), ...(chosen === 'never' ? { expires_at: 'never' } : { expires_in: Number(chosen) }),
    })
    onChanged()
    showOnce(created, account)
  }
  openForm({
    title: text.create.title,
    body: [
      element('label', { for: 'name' }, text.create.name), name, element('p', { class: 'hint', id: 'name-hint' }, text.create.nameHint),
      scopes.length > 0 && element('fieldset', {}, element('legend', {}, text.create.scopes), element('p', { class: 'hint' }, text.create.scopesHint),
        ...scopes.map((scope) => choice('checkbox', 'scope', scope, settings.scopes))),
      roles.length > 0 && element('fieldset', {}, element('legend', {}, text.create.role),
        choice('radio', 'role', '', { '': '' }, text.create.noRole, true), ...roles.map((role) => choice('radio', 'role', role, settings.roles))),
      element('label', { for: 'expiry' }, text.create.expires), expiry, hint,
    ],
    submit: { label: text.create.submit, working: text.create.working },
    work,
    explain: (error, say) => {
      if (error instanceof Refused && error.code === 'ERR_API_TOKENS_TOO_MANY') say(text.create.tooMany)
      else return onFailure(error)
      return true
    },
  })
}

/** @param {'checkbox' | 'radio'} type @param {string} name @param {string} value @param {Record<string, string>} meanings @param {string} [label] @param {boolean} [checked] */
const choice = (type, name, value, meanings, label, checked = false) => {
  const meaning = Object.hasOwn(meanings, value) ? meanings[value] : ''
  const input = element('input', { type, name, value, checked })
  const said = label ?? (name === 'scope' ? element('code', {}, value) : nameOf(value))
  return element('label', { class: 'choice' }, input, element('span', {}, said, meaning !== '' && element('small', {}, meaning)))
}

/** Those that the provider explains come first, in its order. @param {string[]} names @param {Record<string, string>} meanings */
const inOrder = (names, meanings) => {
  const explained = Object.keys(meanings).filter((name) => names.includes(name))
  return [...explained, ...names.filter((name) => !explained.includes(name))]
}

/** @param {{ default: number | 'never', max: number | 'never' }} lifetime */
const presetsOf = ({ default: usual, max }) => {
  const most = max === 'never' ? Infinity : max
  const days = DAYS.filter((each) => each * DAY <= most)
  const isLongest = max !== 'never' && !days.some((each) => each * DAY === max)
  const wanted = usual === 'never' && max === 'never' ? 90 * DAY : usual
  const presets = [
    ...days.map((each) => ({ value: String(each * DAY), label: text.create.days[each] })),
    ...(isLongest ? [{ value: String(max), label: text.create.longest(lengthOf(most)) }] : []),
    ...(max === 'never' ? [{ value: 'never', label: text.create.days.never }] : []),
  ]
  const isOffered = presets.some(({ value }) => value === String(wanted))
  const all = isOffered ? presets : [{ value: String(wanted), label: text.create.other(lengthOf(Number(wanted))) }, ...presets]
  return all.map((preset) => ({ ...preset, isUsual: preset.value === String(wanted) }))
}

const DAY = 86_400
const DAYS = /** @type {const} */ ([7, 30, 90, 365])
