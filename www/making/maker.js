// Making: issue a token with the page's key, change the one in the field, sign it again.

import { issue } from '../countersign.js'
import { byId } from '../page/element.js'
import { flipBit, withPayload } from './forgery.js'
import { spacedJson } from '../reading/json-view.js'
import { signedText } from './signing.js'

/** Serves the panel; `use(token, { trusted })` takes a new token, trusted if the page's key signed it. */
export function serveMaker(pageKey, { token, header, payloadText, use }) {
  const attempt = (made) => async (event) => {
    event.preventDefault()
    try {
      say(await made() ?? '')
    } catch (error) {
      say(`${sentence(error.message)}`)
    }
  }
  byId('issue').addEventListener('submit', attempt(() => {
    use(issued(pageKey.signing), { trusted: true })
    return 'Issued and put into the field above.'
  }))
  byId('forge').addEventListener('submit', (event) => event.preventDefault())
  byId('keep-signature').addEventListener('click', attempt(() => {
    use(withPayload(threeParts(token()), byId('edited').value), { trusted: false })
    return 'Changed without its key: the signature still belongs to the old claims.'
  }))
  byId('sign-again').addEventListener('click', attempt(async () => {
    use(await signedText(byId('edited').value, pageKey.signing, header()?.typ), { trusted: true })
    return 'Signed with the key of this page.'
  }))
  byId('flip').addEventListener('click', attempt(() => {
    const flipped = flipBit(threeParts(token()), byId('flip-part').value)
    if (flipped === null) return 'There is nothing in that part to flip.'
    use(flipped.token, { trusted: false })
    return flipped.said
  }))
  // The editor follows the field until somebody types into it.
  let followed = ''
  return () => {
    const edited = byId('edited')
    if (edited.value !== followed && document.activeElement === edited) return
    followed = spacedJson(payloadText() ?? '')
    edited.value = followed
  }
}

function issued(key) {
  const { subject, issuer, audience, scope, lifetime, type } = Object.fromEntries(new FormData(byId('issue')))
  return issue({}, key, {
    expiresIn: lifetime.trim() === 'never' ? 'never' : Number(lifetime),
    ...given({ subject, issuer, audience, scope, type }),
  })
}

function given(texts) {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.trim()]).filter(([, text]) => text !== ''))
}

function threeParts(token) {
  if (token.split('.').length !== 3) throw new Error('there is no token of three parts in the field above')
  return token
}

function say(text) {
  byId('making-note').textContent = text
}

function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`
}
