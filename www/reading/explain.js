// What a value says, below it: instants in three forms, and the claims whose meaning is in their parts.

import { element } from '../page/element.js'
import { duration, local, utc } from './instants.js'
import { ALGORITHMS, INSTANTS, TYPES } from './registered.js'
import { plain, visible } from './visible.js'

/** The lines below the value of `member`, which is one of `members` of the part `id`. */
export function explain(id, { name, text, value, twin }, members) {
  const sibling = (other) => members.find((each) => each.name === other)?.value
  const lines = []
  if (typeof value === 'number' && /^-?\d+$/.test(text) && !Number.isSafeInteger(value)) lines.push(`many readers round it to ${BigInt(value)}`)
  const known = id === 'claims' ? CLAIMS : PARAMETERS
  if (id === 'claims' && INSTANTS.has(name)) lines.push(...instant(name, value, sibling))
  else if (Object.hasOwn(known, name)) lines.push(...known[name](value, sibling))
  if (twin) lines.push('Which of them counts, readers decide differently.')
  return lines.map((line) => element('small', {}, line))
}

function instant(name, value, sibling) {
  if (typeof value !== 'number') return [`${typeof value === 'string' ? 'a string, ' : ''}not a number of seconds: it cannot be known when ${name === 'exp' ? 'it expires' : 'that is'}`]
  if (local(value) === null) return ['beyond the calendar; are these milliseconds?']
  const before = name === 'auth_time' && typeof sibling('iat') === 'number' ? sibling('iat') - value : null
  return [
    [element('b', { 'data-instant': value }), ` · ${local(value)}`],
    `${utc(value)}${value > 1e11 ? ' · milliseconds instead of seconds?' : ''}`,
    ...(before === null ? [] : [before < 0 ? 'after the token was issued: that cannot be' : `${duration(before)} before the token was issued`]),
  ]
}

const PARAMETERS = {
  alg: (value) => (Object.hasOwn(ALGORITHMS, value) ? [ALGORITHMS[value]] : []),
  typ: (value) => (typeof value === 'string' && Object.hasOwn(TYPES, value.toLowerCase()) ? [TYPES[value.toLowerCase()]] : []),
}

const CLAIMS = {
  cnf: (value) => (isObject(value) && Object.keys(value).length > 0 ? Object.entries(value).map(confirmation) : ['It names no key: it cannot be proved.']),
  act: (value, sibling) => actors(value, sibling('sub')),
  may_act: (value) => (isObject(value) && text(value.sub) ? [[visible(value.sub), ' may act for the subject, but does not yet.']] : []),
  scope: scopes,
  status,
  sid: () => ['One log-in at the issuer. A logout that names it ends every token of that log-in.'],
  htm: (value, sibling) => [`Good for a ${text(value) ? plain(value) : '?'} request${text(sibling('htu')) ? ` to ${plain(sibling('htu'))}` : ''} and for no other.`],
  htu: (value) => [text(value) && /[?#]/.test(value) ? 'It must be written without query and fragment.' : 'Without query and fragment, compared with the address of the request.'],
  ath: (value) => [text(value) && /^[\w-]{43}$/.test(value) ? 'SHA-256 of the access token: the proof is worthless with any other.' : 'It should be a SHA-256 in base64url, 43 characters.'],
}

const METHODS = {
  jkt: 'The holder signs each request with the DPoP key of this thumbprint (RFC 9449 §6.1).',
  'x5t#S256': 'The holder connects with the TLS client certificate of this hash (RFC 8705 §3.1).',
  jwk: 'The holder proves to have the private half of this key (RFC 7800 §3.2).',
  jwe: 'The holder proves to have the secret key that is encrypted in it (RFC 7800 §3.3).',
  kid: 'The holder proves to have the key of this name (RFC 7800 §3.4).',
  jku: 'The holder proves to have a key of the set at this address; nothing is fetched (RFC 7800 §3.5).',
}

function confirmation([method]) {
  return [element('b', {}, visible(method)), ` ${Object.hasOwn(METHODS, method) ? METHODS[method] : 'A kind of proof that is not registered: a verifier that cannot check it must refuse the token.'}`]
}

/** Acting parties are nested, the present one outermost. */
function actors(value, subject) {
  if (!isObject(value)) return ['It should be an object that says who acts.']
  const chain = []
  for (let each = value; isObject(each) && chain.length < 5; each = each.act) chain.push(each.sub ?? each.client_id)
  const name = (actor) => (text(actor) ? visible(actor) : 'an actor without a sub')
  return [
    [element('b', {}, name(chain[0])), ' acts now', ...(text(subject) ? [', for ', visible(subject)] : []), '.'],
    ...chain.slice(1).map((actor) => ['Before that: ', name(actor), '. For information only: it permits nothing (RFC 8693 §4.1).']),
  ]
}

function scopes(value) {
  if (Array.isArray(value)) return ['A list; RFC 8693 has one text with spaces in it.']
  if (!text(value)) return []
  if (value === '') return ['It permits nothing in particular.']
  if (value.includes(',') && !value.includes(' ')) return ['One scope with commas in its name: scopes are separated by spaces.']
  const names = value.split(' ').filter(Boolean)
  if (names.length < 2) return ['One scope.']
  return [[`${names.length} scopes: `, ...names.slice(0, 50).flatMap((name, index) => [index > 0 ? ' · ' : '', element('b', {}, visible(name))])]]
}

function status(value) {
  const list = isObject(value) ? value.status_list : undefined
  if (!isObject(list) || !Number.isSafeInteger(list.idx) || !text(list.uri)) return ['Not in a form that is known: a status_list has idx and uri.']
  return [
    [`Entry ${list.idx} of the list at `, visible(list.uri), ' says whether it was revoked.'],
    'This page connects to nothing, so it has not asked.',
  ]
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value) => typeof value === 'string'
