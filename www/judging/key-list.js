// A key set where a token is expected: what is in it, and whether it can be used.

import { ed25519Of } from '../keys/given-keys.js'
import { keyRow } from '../keys/key-row.js'
import { byId, element } from '../page/element.js'
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
    ...keys.slice(0, MOST).map(keyRow),
    keys.length > MOST ? element('p', { class: 'note' }, `And ${keys.length - MOST} more.`) : '',
  )
}

function tally(count, usable) {
  if (count === 1) return `This is a key, not a token; it ${usable === 1 ? 'can' : 'cannot'} check an Ed25519 token.`
  const able = usable === 0 ? 'none of them' : usable === count ? 'all of them' : `${['', 'one', 'two', 'three'][usable] ?? usable} of them`
  return `These are ${count} keys, not a token; ${able} can check an Ed25519 token.`
}

/** The keys of the text as `{ jwk, reason }` (`reason` null: usable), or null where it has none. */
function keysOf(text) {
  const list = /^\s*-----BEGIN PUBLIC KEY-----/.test(text) ? ed25519Of(text.trim()) : jwksIn(text)
  return list.length === 0 ? null : list.map((jwk) => ({ jwk: jwk ?? {}, reason: reasonAgainst(jwk) }))
}
