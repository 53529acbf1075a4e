// What the verifier would demand: the policy form.

import { byId } from '../page/element.js'

const FIELDS = ['issuer', 'audience', 'type', 'scope', 'leeway']

/** The policy that the form describes; empty fields are not checked. */
export function policyOf() {
  const { issuer, audience, type, scope, leeway } = expectations()
  return {
    issuer: words(issuer),
    audience: words(audience),
    ...(type === '' ? {} : { type: words(type) }),
    ...(scope === '' ? {} : { scope }),
    ...(leeway === '' ? {} : { leeway: Number(leeway) }),
    ...(byId('unlimited').checked ? { expiry: 'optional' } : {}),
  }
}

/** The form's texts by name. */
export function expectations() {
  return { ...Object.fromEntries(FIELDS.map((name) => [name, byId(name).value.trim()])), unlimited: byId('unlimited').checked }
}

/** Fills the form; names that are absent are emptied, the leeway goes back to its default. */
export function expect(given) {
  for (const name of FIELDS) byId(name).value = given[name] ?? (name === 'leeway' ? '5' : '')
  byId('unlimited').checked = given.unlimited === true
}

/** Seconds of leeway for the timeline, 0 where the form states nonsense. */
export function leeway() {
  const seconds = Number(byId('leeway').value)
  return seconds >= 0 && seconds <= 300 ? seconds : 0
}

/** One line for the closed panel. */
export function describe(kids) {
  const { issuer, audience } = expectations()
  const keys = kids === undefined ? 'no key yet' : kids === 1 ? 'one key' : `${kids} keys`
  return `${keys} · ${issuer || 'any issuer'} · ${audience || 'any audience'}`
}

function words(text) {
  const list = text.split(/[\s,]+/).filter(Boolean)
  return list.length === 0 ? null : list.length === 1 ? list[0] : list
}
