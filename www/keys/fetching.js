// How to get the issuer's keys: this page connects to nothing, so the reader's shell does.

import { byId, element } from '../page/element.js'

let shown = ''

/** Offers the commands that fetch the key set of the issuer that the token names, if that is an address. */
export function showFetching(iss) {
  const address = addressOf(iss)
  if (address === shown) return
  shown = address
  byId('fetching').hidden = address === ''
  const line = (place) => `curl -gsSL --proto =${address.split(':')[0]} '${address}${place}'`
  byId('fetching').replaceChildren(...(address === '' ? [] : [
    element('p', {}, 'This page connects to nothing. Fetch the keys yourself, if you trust this issuer:'),
    row(line('/.well-known/jwks.json')),
    element('p', {}, 'If they are elsewhere, this says where (jwks_uri):'),
    row(line('/.well-known/openid-configuration')),
  ]))
}

function row(command) {
  return element('p', { class: 'command' }, element('code', {}, command), element('button', { type: 'button', 'data-copy': command }, 'Copy'))
}

/** `iss` as it may stand in a shell's quotes: whoever wrote the token wrote it, too. Empty if it is no address. */
function addressOf(iss) {
  if (typeof iss !== 'string' || iss.length > 300 || !/^https?:\/\/[\w.~:/[\]@!$&()*+,;=%-]+$/.test(iss)) return ''
  const url = URL.canParse(iss) ? new URL(iss) : null
  const near = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname)
  return url === null || url.username !== '' || (url.protocol === 'http:' && !near) ? '' : iss.replace(/\/$/, '')
}
