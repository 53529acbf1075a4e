// Two tokens member by member, as they are written.

import { inspect } from '../countersign.js'
import { byId, element } from '../page/element.js'
import { findCredentials, LONGEST } from './credential.js'
import { membersOf } from './json-text.js'
import { plain, visible } from './visible.js'

const MOST = 200
let shown = ''

/** Compares `inspection` with the token in the second field, as soon as there is one. */
export function showDifference(inspection, now) {
  const other = byId('other').value
  const signature = JSON.stringify([inspection?.headerText, inspection?.payloadText, other])
  if (signature === shown) return
  shown = signature
  byId('difference').replaceChildren(...(other.trim() === '' ? [] : compared(inspection, other, now)))
}

/** Asks again with every change of the second field. */
export function serveDifference(again) {
  byId('other').addEventListener('input', again)
}

function compared(one, text, now) {
  if (text.length > LONGEST) return [note('That is too long for a token.')]
  const { found: [{ token }] } = findCredentials(text)
  const other = inspect(token, { now: () => now })
  if (one?.kind !== 'jws' || other.kind !== 'jws') return [note(`${one?.kind === 'jws' ? 'The second' : 'The first'} of the two is not a JWT that can be read.`)]
  const rows = [...differing('header', one.headerText, other.headerText), ...differing('claims', one.payloadText, other.payloadText)]
  if (rows.length === 0) return [note('Header and claims say the same.')]
  return [
    element('table', { 'aria-label': 'What differs' },
      element('thead', {}, element('tr', {}, ['Member', 'This token', 'The other'].map((name) => element('th', { scope: 'col' }, name)))),
      element('tbody', {}, rows.slice(0, MOST).map(({ part, name, values }) => element('tr', {},
        element('th', { scope: 'row' }, element('small', {}, `${part} `), element('code', {}, visible(name))),
        values.map((value) => element('td', {}, value === null ? element('small', {}, 'absent') : element('code', {}, visible(value)))))))),
    ...(rows.length > MOST ? [note(`And ${rows.length - MOST} more.`)] : []),
  ]
}

/** The members whose values are written differently, a repeated name as all of its values. */
function differing(part, ...texts) {
  const [one, other] = texts.map((text) => written(text))
  if (one === null || other === null) return texts[0] === texts[1] ? [] : [{ part, name: '', values: texts.map((text) => plain(text ?? '').slice(0, 500)) }]
  return [...new Set([...one.keys(), ...other.keys()])]
    .map((name) => ({ part, name, values: [one.get(name) ?? null, other.get(name) ?? null] }))
    .filter(({ values: [first, second] }) => first !== second)
}

function written(text) {
  const members = text == null ? null : membersOf(text)
  if (members === null) return null
  const values = new Map()
  for (const { name, tokens } of members) {
    const value = tokens.map((token) => token.text).join('')
    values.set(name, values.has(name) ? `${values.get(name)}, ${value}` : value)
  }
  return values
}

function note(text) {
  return element('p', { class: 'note' }, text)
}
