// A key set where a token is expected: what is in it, and whether it can be used.

import { KeySet } from '../countersign.js'
import { byId, element, facts } from '../page/element.js'
import { visible } from '../reading/visible.js'
import { jwksIn, reasonAgainst } from './one-key.js'

const MOST = 50
let shown = ''

/** Lists the keys of `text`, if it is a JWKS, a JWK or a public key in PEM; `use(text)` takes them as the issuer's. */
export function showKeyList(text, use) {
  const section = byId('key-list')
  if (text === shown) return
  shown = text
  const keys = text === '' ? null : keysOf(text)
  section.hidden = keys === null
  if (keys === null) return section.replaceChildren()
  const usable = keys.filter(({ reason }) => reason === null).length
  section.replaceChildren(
    element('h2', { id: 'key-list-heading' }, 'Keys'),
    element('p', { class: 'tally' }, tally(keys.length, usable)),
    usable > 0 ? element('p', { class: 'actions' }, element('button', { type: 'button', id: 'use-keys', class: 'primary', click: () => use(text) }, 'Check tokens against them')) : '',
    ...keys.slice(0, MOST).map(row),
    keys.length > MOST ? element('p', { class: 'note' }, `And ${keys.length - MOST} more.`) : '',
  )
}

function tally(count, usable) {
  if (count === 1) return `This is a key, not a token; it ${usable === 1 ? 'can' : 'cannot'} check an Ed25519 token.`
  const able = usable === 0 ? 'none of them' : usable === count ? 'all of them' : `${['', 'one', 'two', 'three'][usable] ?? usable} of them`
  return `These are ${count} keys, not a token; ${able} can check an Ed25519 token.`
}

function row({ jwk, kid, reason }) {
  const thumbprint = element('code', {}, '…')
  thumbprintOf(jwk).then((text) => { thumbprint.textContent = text })
  return element('dl', { class: 'key', 'data-usable': String(reason === null) }, facts([
    ['kid', typeof kid === 'string' ? element('code', {}, visible(kid)) : 'none'],
    ['Kind', [jwk.kty, jwk.crv, jwk.alg, jwk.use].filter((each) => typeof each === 'string').map((each, index) => [index > 0 ? ', ' : '', visible(each)])],
    ['Thumbprint', thumbprint],
    ['Usable', reason === null ? 'yes' : `no: ${reason}`],
  ]))
}

/** The keys of the text as `{ jwk, kid, reason }` (`reason` null: usable), or null where it has none. */
function keysOf(text) {
  const list = /^\s*-----BEGIN PUBLIC KEY-----/.test(text) ? jwkOfPem(text.trim()) : jwksIn(text)
  return list.length === 0 ? null : list.map((jwk) => ({ jwk: jwk ?? {}, kid: jwk?.kid, reason: reasonAgainst(jwk) }))
}

function jwkOfPem(pem) {
  try {
    return new KeySet(pem).toJwks().keys
  } catch {
    return []
  }
}

const MEMBERS = { OKP: ['crv', 'kty', 'x'], EC: ['crv', 'kty', 'x', 'y'], RSA: ['e', 'kty', 'n'] }

/** RFC 7638: SHA-256 of the members that make the key, in their order. */
async function thumbprintOf(jwk) {
  const names = Object.hasOwn(MEMBERS, jwk.kty) ? MEMBERS[jwk.kty] : null
  if (names === null || names.some((name) => typeof jwk[name] !== 'string') || !globalThis.crypto?.subtle) return 'none'
  const text = JSON.stringify(Object.fromEntries(names.map((name) => [name, jwk[name]])))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return btoa(String.fromCharCode(...digest)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
