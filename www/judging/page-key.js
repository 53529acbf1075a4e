// The key of this page: made here, shown by its public half, gone with the tab unless its reader saves it. A private key is never stored.

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
      element('dl', {}, facts([['kid', [element('code', { id: 'page-kid' }, this.kid), ' its thumbprint']], ['Algorithm', 'Ed25519']])),
      element('p', { class: 'actions' },
        element('button', { type: 'button', id: 'new-key', click: () => this.#renew() }, 'New key'),
        element('button', { type: 'button', 'data-copy': this.jwks }, 'Copy JWKS'),
        element('button', { type: 'button', 'data-copy': this.#key.toPublicPem() }, 'Copy PEM'),
        element('button', { type: 'button', click: () => save('jwks.json', this.jwks) }, 'Save JWKS')),
      // Closed again with every new key: nobody saves a secret by a habit.
      element('details', { class: 'json' },
        element('summary', {}, 'The private half'),
        element('p', { class: 'note' }, 'Whoever has it can sign as this key. It exists in this tab alone until you save it; keep it out of repositories and chats.'),
        element('p', { class: 'actions' },
          element('button', { type: 'button', click: () => save('private.jwk.json', JSON.stringify(this.#key.toJwk())) }, 'Save private JWK'),
          element('button', { type: 'button', click: () => save('private.pem', this.#key.toPem()) }, 'Save private PEM'))))
  }

  #renew() {
    this.#key.free()
    this.#key = SigningKey.generate()
    this.#show()
    byId('new-key').focus()
  }
}

function save(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }))
  element('a', { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}
