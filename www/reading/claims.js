// Header and claims as tables: name, value, and what a registered name means.

import { byId, element } from '../page/element.js'
import { local, relative, utc } from './instants.js'
import { jsonView } from './json-view.js'
import { ALGORITHMS, CLAIMS, INSTANTS, PARAMETERS } from './registered.js'

/** Shows both parts of `inspection`, or hides what could not be read. */
export function showParts(inspection, now) {
  show('claims', 'Claims', inspection?.payloadText, inspection?.claims, CLAIMS)
  show('header', 'Header', inspection?.headerText, inspection?.header, PARAMETERS)
  tick(now)
}

/** Brings every relative time on the page up to `now`. */
export function tick(now) {
  for (const node of document.querySelectorAll('[data-instant]')) {
    const text = relative(Number(node.dataset.instant), now)
    if (node.textContent !== text) node.textContent = text
  }
}

function show(id, title, text, members, meanings) {
  const section = byId(id)
  section.hidden = text == null
  if (section.hidden || section.dataset.text === text) return
  section.dataset.text = text
  // Rebuilt only where the text changed, so an opened view stays open while time passes.
  section.replaceChildren(
    element('h2', { id: `${id}-heading` }, title),
    members ? table(id, title, members, meanings) : element('p', { class: 'note' }, `The ${title.toLowerCase()} is no JSON object.`),
    jsonView(text, title),
  )
}

function table(id, title, members, meanings) {
  const rows = Object.entries(members)
  if (rows.length === 0) return element('p', { class: 'note' }, `No ${title.toLowerCase()} at all.`)
  return element('table', { 'aria-labelledby': `${id}-heading` },
    element('colgroup', {}, element('col', { class: 'names' }), element('col'), element('col', { class: 'meanings' })),
    element('thead', { class: 'unseen' }, element('tr', {}, ['Name', 'Value', 'Meaning'].map((name) => element('th', { scope: 'col' }, name)))),
    element('tbody', {}, rows.map(([name, value]) => row(id, name, value, Object.hasOwn(meanings, name) ? meanings[name] : null))))
}

function row(id, name, value, meaning) {
  return element('tr', {},
    element('th', { scope: 'row' }, element('code', {}, name)),
    element('td', { class: 'value' }, element('code', {}, typeof value === 'string' ? value : JSON.stringify(value)), details(id, name, value)),
    element('td', { class: 'meaning' }, meaning ? [meaning[0], ' ', element('small', {}, meaning[1])] : null))
}

function details(id, name, value) {
  if (id === 'header' && name === 'alg' && Object.hasOwn(ALGORITHMS, value)) return element('small', {}, ALGORITHMS[value])
  if (id !== 'claims' || !INSTANTS.has(name) || typeof value !== 'number') return null
  if (local(value) === null) return element('small', {}, 'beyond the calendar; are these milliseconds?')
  return [
    element('small', {}, element('b', { 'data-instant': value }), ` · ${local(value)}`),
    element('small', {}, utc(value), value > 1e11 ? ' · milliseconds instead of seconds?' : ''),
  ]
}
