// The key of this page: made here, shown by its public half, gone with the tab. A private key is never stored.

import { SigningKey } from '../countersign.js'
import { byId, element, facts } from '../page/element.js'

/** The page's one signing key. */
export class PageKey {
  #key = SigningKey.generate()

  constructor() {
    this.#show()
  }

  /** The signing key, for `issue`. */
  get signing() {
    return this.#key
  }

  get kid() {
    return this.#key.kid
  }

  /** The public key set as JSON text. */
  get jwks() {
    return JSON.stringify({ keys: [this.#key.toPublicJwk()] })
  }

  #show() {
    byId('page-key').replaceChildren(
      element('h3', {}, 'Key of this page'),
      element('dl', {}, facts([['kid', element('code', { id: 'page-kid' }, this.kid)], ['Algorithm', 'Ed25519']])),
      element('p', { class: 'actions' },
        element('button', { type: 'button', id: 'new-key', click: () => this.#renew() }, 'New key'),
        element('button', { type: 'button', 'data-copy': this.jwks }, 'Copy JWKS'),
        element('button', { type: 'button', click: () => this.#download() }, 'Save JWKS')))
  }

  #renew() {
    this.#key.free()
    this.#key = SigningKey.generate()
    this.#show()
    byId('new-key').focus()
  }

  #download() {
    const url = URL.createObjectURL(new Blob([this.jwks], { type: 'application/jwk-set+json' }))
    element('a', { href: url, download: 'jwks.json' }).click()
    URL.revokeObjectURL(url)
  }
}
