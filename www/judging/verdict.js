// The verdict: one word, the exact code, the sentence a developer needs, the key and the answer an API would give.

import { adviceOn } from './advice.js'
import { byId, facts, element } from '../page/element.js'
import { duration, local } from '../reading/instants.js'
import { plain, visible } from '../reading/visible.js'

const WORDS = { valid: ['✓', 'Valid'], refused: ['✕', 'Refused'], unchecked: ['?', 'Not verified'], empty: ['', 'Nothing to inspect yet'] }
const EMPTY = {
  state: 'empty',
  message: 'Paste a token, or try a sample. This page’s security policy forbids every connection, so nothing can leave it.',
}

let shown = ''

/**
 * Shows the verdict of `inspection` (null: there is none yet), `expected` being the expectations by claim; `now`, the `text` of the token,
 * its `fault` and the key `material` make it fit the case. The live region changes only where the verdict does.
 */
export function showVerdict(inspection, expected, { now, text: token, fault, material }) {
  const verdict = inspection?.verdict ?? EMPTY
  const unusable = inspection === null ? null : refusedKey(inspection, material)
  const text = unusable ?? (verdict.state === 'valid' ? validity(inspection) : standing(inspection) ?? sentence(verdict.message))
  const signature = JSON.stringify([verdict, inspection?.key, text, inspection?.claims, expected, fault, inspection?.kind === 'unreadable' && token])
  if (signature === shown) return
  shown = signature
  const [mark, word] = WORDS[verdict.state]
  byId('verdict').dataset.state = verdict.state
  const texts = { mark, word, code: verdict.code ?? '', text: plain(text), advice: inspection === null ? '' : adviceOn(inspection, { now, token, fault, unusable }) }
  for (const [name, said] of Object.entries(texts)) {
    const node = byId(`verdict-${name}`)
    // Written only where it differs: a screen reader announces every writing.
    if (node.textContent !== said) node.textContent = said
  }
  byId('verdict-facts').replaceChildren(...facts([
    ['Key', inspection?.key ? keyOf(inspection.key) : null],
    ...comparison(inspection, expected),
    ['Status', verdict.status ? element('code', {}, String(verdict.status)) : null],
    ['WWW-Authenticate', verdict.challenge ? element('code', {}, visible(verdict.challenge)) : null],
  ]))
  document.title = inspection ? `${word} · countersign` : 'countersign: token inspector'
}

function validity({ verdict, claims }) {
  const bound = claims != null && Object.hasOwn(claims, 'cnf') ? ' It is bound to a key of its holder (cnf): alone, without a proof of that key, a service must refuse it.' : ''
  if (typeof claims?.exp !== 'number') return sentence(verdict.message) + bound
  const life = typeof claims.iat === 'number' ? ` It lives for ${duration(claims.exp - claims.iat)} in all.` : ''
  return `Signed by the key below, meant for this verifier and within its time.${life}${bound}`
}

/** The message of an error of time names the present second; this says the same without counting. */
function standing(inspection) {
  const { code, claim } = inspection?.verdict ?? {}
  const at = local(inspection?.claims?.[claim])
  if (at === null) return null
  if (code === 'ERR_TOKEN_EXPIRED') return `It expired on ${at}.`
  return code === 'ERR_TOKEN_NOT_YET_VALID' ? `It is not valid before ${at} (${claim}).` : null
}

/** Why the key that the token names is not used, where one of that name was given: it is then not merely unknown. */
function refusedKey({ verdict, header }, { keys, error }) {
  if (verdict.state === 'unchecked' && error && SMALL_ORDER.test(error.message)) return `Not verified: the key that was given is refused, because it is a point of small order. ${FORGEABLE}`
  if (verdict.code !== 'ERR_KEY_UNKNOWN' || typeof header?.kid !== 'string') return null
  const skipped = keys?.skipped.find(({ kid }) => kid === header.kid)
  if (!skipped) return null
  if (SMALL_ORDER.test(skipped.reason)) return `The key “${header.kid}” that it names is refused, because it is a point of small order. ${FORGEABLE}`
  return `The key “${header.kid}” that it names cannot be used: ${skipped.reason}.`
}

const SMALL_ORDER = /small order/
const FORGEABLE = 'Anybody can make signatures that fit such a key, without any secret.'

const COMPARED = { ERR_ISSUER_MISMATCH: 'iss', ERR_AUDIENCE_MISMATCH: 'aud', ERR_TYPE_MISMATCH: 'typ', ERR_SCOPE_INSUFFICIENT: 'scope' }

/** What was expected beside what was found, where that is the whole point. */
function comparison(inspection, expected) {
  const name = COMPARED[inspection?.verdict.code]
  if (name === undefined) return [['Claim', inspection?.verdict.claim ? element('code', {}, visible(inspection.verdict.claim)) : null]]
  const found = (name === 'typ' ? inspection.header : inspection.claims)?.[name]
  return [
    [`${name} expected`, element('code', {}, expected[name] || 'JWT, at+jwt or none')],
    [`${name} found`, found === undefined ? 'none' : element('code', {}, visible(typeof found === 'string' && found !== '' ? found : JSON.stringify(found)))],
  ]
}

function keyOf({ kid, algorithm, text }) {
  return [kid === null ? 'without kid' : element('code', {}, visible(kid)), ` ${algorithm}, ${text}`]
}

function sentence(message) {
  const told = message.replace(/^token(?: (header|payload|signature))?: /, (_, part) => (part ? `the token’s ${part} ` : 'the token '))
  // The name of a claim is written as it is spelled in the token, also at the start of a sentence.
  const text = /^(alg|aud|exp|iat|iss|jti|kid|nbf|scope|sub|typ)\b/.test(told) ? told : told.charAt(0).toUpperCase() + told.slice(1)
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
