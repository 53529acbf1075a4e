// What can be done with a token besides reading it: each offer follows the token, the keys and the form.

import { expectations } from '../judging/expectations.js'
import { isBrowsers, showBrowserCheck } from '../keys/browser-check.js'
import { showFetching } from '../keys/fetching.js'
import { showGivenKeys } from '../keys/given-keys.js'
import { offerCopy } from '../page/copying.js'
import { byId } from '../page/element.js'
import { showSnippets } from './show-snippets.js'

/** Brings all offers up to `token`, its inspection (or null) and the key material. */
export function showOffers(token, inspection, material) {
  offerCopy('copy-token', token)
  offerCopy('copy-authorization', token && `Authorization: Bearer ${token}`)
  // Anything else in a token could end the quotes of the shell.
  offerCopy('copy-curl', /^[\w.~+/=-]+$/.test(token) && `curl -i 'https://api.example/' -H 'Authorization: Bearer ${token}'`)
  byId('giving').hidden = inspection === null || !needsKeys(inspection)
  showGivenKeys(material.text)
  showFetching(inspection?.claims?.iss)
  showBrowserCheck(inspection, token, material.text)
  showSnippets(token, material.remember, expectations())
}

/** Whether other keys would tell more of it. */
function needsKeys({ kind, verdict, header }) {
  if (verdict.state === 'unchecked') return kind === 'jws'
  return /^ERR_KEY_/.test(verdict.code) || (verdict.code === 'ERR_ALGORITHM_NOT_ALLOWED' && isBrowsers(header?.alg))
}
