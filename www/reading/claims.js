// Header and claims as tables: name, value as it was written, and what a registered name means.

import { byId, element } from '../page/element.js'
import { explain } from './explain.js'
import { inlineJson, jsonView } from './json-view.js'
import { membersOf } from './json-text.js'
import { relative } from './instants.js'
import { CLAIMS, INSTANTS, PARAMETERS } from './registered.js'
import { visible } from './visible.js'

/** More rows are for the JSON below the table. */
const MOST = 300

/** Shows both parts of `inspection`, or hides what could not be read. */
export function showParts(inspection, now) {
  show('claims', 'Claims', 'payload', inspection?.payloadText, CLAIMS)
  show('header', 'Header', 'header', inspection?.headerText, PARAMETERS)
  tick(now)
}

/** Brings every relative time on the page up to `now`. */
export function tick(now) {
  for (const node of document.querySelectorAll('[data-instant]')) {
    const text = relative(Number(node.dataset.instant), now)
    if (node.textContent !== text) node.textContent = text
  }
}

function show(id, title, part, text, meanings) {
  const section = byId(id)
  section.hidden = text == null
  if (section.hidden || section.dataset.text === text) return
  section.dataset.text = text
  const members = membersOf(text)
  // Rebuilt only where the text changed, so an opened view stays open while time passes.
  section.replaceChildren(
    element('h2', { id: `${id}-heading` }, title),
    ...(members ? table(id, title, members, meanings) : [element('p', { class: 'note' }, `The ${part} is not a JSON object.`)]),
    jsonView(text, title),
  )
}

function table(id, title, members, meanings) {
  if (members.length === 0) return [element('p', { class: 'note' }, `No ${title.toLowerCase()} at all.`)]
  const rest = members.length - MOST
  return [
    element('table', { 'aria-labelledby': `${id}-heading` },
      element('colgroup', {}, element('col', { class: 'names' }), element('col'), element('col', { class: 'meanings' })),
      element('thead', { class: 'unseen' }, element('tr', {}, ['Name', 'Value', 'Meaning'].map((name) => element('th', { scope: 'col' }, name)))),
      element('tbody', {}, members.slice(0, MOST).map((member) => row(id, member, members, meanings)))),
    ...(rest > 0 ? [element('p', { class: 'note' }, `${rest} more are in the JSON below.`)] : []),
  ]
}

function row(id, member, members, meanings) {
  const { name, twin } = member
  const meaning = Object.hasOwn(meanings, name) ? meanings[name] : null
  return element('tr', { 'data-twin': twin },
    element('th', { scope: 'row' }, element('code', {}, name === '' ? '""' : visible(name)), twin ? element('small', { class: 'twin' }, place(member, members)) : null),
    element('td', { class: 'value' }, element('code', {}, written(id, member)), explain(id, member, members)),
    element('td', { class: 'meaning' }, meaning ? [meaning[0], ' ', element('small', {}, meaning[1])] : null))
}

/** A member that stands twice is two rows; readers differ in which they believe. */
function place(member, members) {
  const same = members.filter(({ name }) => name === member.name)
  return `${same.indexOf(member) + 1} of ${same.length} with this name`
}

function written(id, { name, text, tokens, value }) {
  if (typeof value !== 'string') return inlineJson(tokens, text)
  return AMBIGUOUS.test(value) || (id === 'claims' && INSTANTS.has(name)) ? ['"', visible(value.replace(/["\\]/g, '\\$&')), '"'] : visible(value)
}

/** A string that without its quotes would be taken for a number, a word of JSON, an object or nothing at all. */
const AMBIGUOUS = /^$|^\s|\s$|^["'[{]|^[-+.]?\d[\d.eE+-]*$|^(?:true|false|null)$/
