// One key: its name, its thumbprint, whether it can check a token, and both of its spellings.

import { element, facts } from '../page/element.js'
import { visible } from '../reading/visible.js'
import { pemOf } from './spki.js'
import { thumbprintOf } from './thumbprint.js'

/** What of a JWK is public; whatever else it brings is not copied. */
const PUBLIC = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'use', 'key_ops', 'alg']

/** Describes a public JWK; `reason` says why it cannot check an Ed25519 token (null: it can). */
export function keyRow({ jwk, reason }) {
  const { kid } = jwk
  const thumbprint = element('code', {}, '…')
  const pem = element('button', { type: 'button', disabled: true }, 'Copy PEM')
  thumbprintOf(jwk).then((text) => { thumbprint.textContent = text ?? 'none' })
  pemOf(jwk).then((text) => {
    if (text !== null) pem.dataset.copy = text
    pem.disabled = text === null
  })
  return element('div', { class: 'key', 'data-usable': String(reason === null) },
    element('dl', { 'data-usable': String(reason === null) }, facts([
      ['kid', typeof kid === 'string' ? element('code', {}, visible(kid)) : 'none'],
      ['Kind', [jwk.kty, jwk.crv, jwk.alg, jwk.use].filter((each) => typeof each === 'string').map((each, index) => [index > 0 ? ', ' : '', visible(each)])],
      ['Thumbprint', thumbprint],
      ['Usable', reason === null ? 'yes' : `no: ${reason}`],
    ])),
    element('p', { class: 'actions' }, element('button', { type: 'button', 'data-copy': JSON.stringify(publicPart(jwk)) }, 'Copy JWK'), pem))
}

function publicPart(jwk) {
  return Object.fromEntries(PUBLIC.filter((name) => Object.hasOwn(jwk, name)).map((name) => [name, jwk[name]]))
}
