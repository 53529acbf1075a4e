// What the page has to say of a token beyond the library's rules: what a reader might not see, and what nobody has checked here.

import { membersOf, stringOf, tokensOf } from '../reading/json-text.js'
import { plain, unseenIn } from '../reading/visible.js'

let asked = []
let answer = []

/** Findings of the form that the library's have. */
export function pageFindings({ headerText, payloadText, header, claims }) {
  // Time changes nothing of them, and they are asked for every second.
  if (asked[0] !== headerText || asked[1] !== payloadText) {
    asked = [headerText, payloadText]
    answer = findings({ headerText, payloadText, header, claims })
  }
  return answer
}

function findings({ headerText, payloadText, header, claims }) {
  if (headerText == null && payloadText == null) return []
  return [...unseen(['header', headerText], ['payload', payloadText]), ...bound(claims), ...proof(header, claims), ...revocation(claims), ...rounded(payloadText)]
}

function unseen(...parts) {
  const found = parts.filter(([, text]) => text != null).flatMap(([part, text]) => {
    const names = new Map()
    let name = part
    let end = 0
    for (const token of [...tokensOf(text), { text: '', start: text.length, end: text.length, kind: 'end' }]) {
      const said = token.kind === 'string' || token.kind === 'name' ? stringOf(token.text) : token.text
      if (token.kind === 'name') name = plain(said)
      // Between the tokens, JSON itself allows four characters.
      const between = text.slice(end, token.start).replace(/[ \t\r\n]+/g, '')
      for (const [where, found] of [[part, between], [name, said]])
        for (const character of unseenIn(found)) if (!names.has(character)) names.set(character, where)
      end = token.end
    }
    return [...names].map(([character, where]) => `${where} has ${character}`)
  })
  const rule = 'visible-characters'
  const source = 'UTS #36 §3'
  if (found.length === 0) return [{ rule, level: 'pass', text: 'no character is invisible or moves others', source }]
  const more = found.length > 5 ? `, and ${found.length - 5} more` : ''
  return [{ rule, level: 'warn', text: `characters that cannot be seen, or that move others: ${found.slice(0, 5).join(', ')}${more}. They are shown as escapes, in the order signed`, source }]
}

function bound(claims) {
  if (claims == null || !Object.hasOwn(claims, 'cnf')) return []
  return [{
    rule: 'proof-of-possession', level: 'warn', source: 'RFC 7800 §3',
    text: 'cnf binds it to a key of its holder: a service must refuse it without a proof of that key, and no such proof can be checked here',
  }]
}

function proof(header, claims) {
  const typ = typeof header?.typ === 'string' ? header.typ.toLowerCase() : ''
  if (typ !== 'dpop+jwt' && !(claims != null && Object.hasOwn(claims, 'htm') && Object.hasOwn(claims, 'htu'))) return []
  return [{
    rule: 'dpop-proof', level: 'warn', source: 'RFC 9449 §4',
    text: 'this is a DPoP proof, not an access token: it brings its own key, and says only that its sender has that key',
  }]
}

function revocation(claims) {
  if (claims == null || !Object.hasOwn(claims, 'status')) return []
  return [{ rule: 'revocation', level: 'skip', text: 'whether it was revoked can be read at the address in status; this page connects to nothing', source: 'Token Status List' }]
}

function rounded(text) {
  const member = (text == null ? null : membersOf(text))?.find(({ text: written, value }) => typeof value === 'number' && /^-?\d+$/.test(written) && !Number.isSafeInteger(value))
  return member ? [{ rule: 'exact-numbers', level: 'warn', text: `${plain(member.name)} is a number that many readers round; write it as a string`, source: 'RFC 8259 §6' }] : []
}
