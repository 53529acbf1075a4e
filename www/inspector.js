// The page: what is in the fields, what the library says about it, and once a second what the clock changes.

import { inspect } from './countersign.js'
import { showParts, tick } from './reading/claims.js'
import { serveCopyButtons } from './page/copying.js'
import { byId, element } from './page/element.js'
import { describe, expect, expectations, leeway, policyOf } from './judging/expectations.js'
import { TokenField } from './reading/field.js'
import { onFragment, tokenFromFragment } from './fragment.js'
import { clock } from './reading/instants.js'
import { membersOf } from './reading/json-text.js'
import { serveKeyField } from './judging/key-field.js'
import { keyMaterial } from './judging/key-material.js'
import { serveMaker } from './making/maker.js'
import { memory, remembered } from './page/memory.js'
import { offline } from './page/offline.js'
import { PageKey } from './judging/page-key.js'
import { showReport } from './judging/report.js'
import { SAMPLES } from './making/samples.js'
import { theme } from './page/theme.js'
import { showTimeline } from './reading/timeline.js'
import { showVerdict } from './judging/verdict.js'

const kept = remembered()
let credential = { token: '', from: null }
let material = keyMaterial('')
let inspection = null

const field = new TokenField({
  onChange: (found) => { credential = found.credential; judge() },
  onHuge: (characters) => { credential = { token: '', from: null }; judge(); refuse(characters) },
})
const pageKey = new PageKey()
const save = memory(() => ({ keys: material.remember }))
const follow = serveMaker(pageKey, { token: () => credential.token, payloadText: () => inspection?.payloadText, use })

theme()
serveCopyButtons()
byId('samples').append(...Object.entries(SAMPLES).map(([name, make]) => element('button', { type: 'button', click: () => open(make) }, name)))
serveKeyField((text, how) => { take(text, how); save() })
byId('use-page-key').addEventListener('click', () => { take(pageKey.jwks); save() })
byId('policy').addEventListener('input', ({ target }) => { if (target.id !== 'keys') judge() })
byId('policy').addEventListener('submit', (event) => event.preventDefault())
byId('clear').addEventListener('click', () => { field.show(''); field.focus() })
onFragment((text) => field.show(text))

expect({})
take(kept.keys ?? '')
// What an earlier version kept as it was pasted is replaced by what is fit to be kept.
save()
field.show(tokenFromFragment() ?? '')
setInterval(judgeAgain, 1000)
offline()

/** Reads the key field; a secret in it leaves it, a private key for its public half. */
function take(text, how) {
  // The public half that replaced a private key comes back here as if it had been typed: its warning stays.
  const before = material
  if (text !== material.text) material = keyMaterial(text, how)
  // The rest of a secret that is being typed does not take its warning away.
  if (material.error && how?.whole === false) material.warning = before.warning
  if (byId('keys').value !== material.text) byId('keys').value = material.text
  const { error, warning, notes } = material
  byId('keys-note').textContent = [warning, error && `${error.code}: ${error.message}`, ...notes].filter(Boolean).join(' ')
  byId('keys-note').dataset.state = error ? 'bad' : warning || notes.length > 1 ? 'warn' : ''
  judge()
}

function open(make) {
  const sample = make(pageKey, clock())
  expect(sample.expect)
  take(sample.keys)
  field.show(sample.token)
  save()
}

function use(token, { trusted }) {
  if (trusted && !material.keys?.kids.includes(pageKey.kid)) take(pageKey.jwks)
  field.replace(token)
}

function judge() {
  judgeAgain()
  field.summarize(summary())
  byId('expectations-summary').textContent = describe(material.keys?.kids.length)
  const { token } = credential
  setCopy('copy-token', token)
  setCopy('copy-authorization', token && `Authorization: Bearer ${token}`)
  follow()
}

/** Asks the library again: a second later the same token may have another verdict. */
function judgeAgain() {
  const now = clock()
  inspection = credential.token === '' ? null : ask(now)
  const { issuer, audience, type, scope } = expectations()
  showVerdict(inspection, { iss: issuer, aud: audience, typ: type, scope }, now)
  showTimeline(inspection?.claims, inspection?.payloadText == null ? null : membersOf(inspection.payloadText), leeway(), now)
  showParts(inspection, now)
  showReport(inspection)
  tick(now)
}

function ask(now) {
  const note = byId('policy-note')
  try {
    note.textContent = ''
    return inspect(credential.token, { ...(material.keys ? { keys: material.keys } : {}), policy: policyOf(), now: () => now })
  } catch (error) {
    // Only a wrong option gets here, such as a leeway of 900: say so, and inspect without the form.
    note.textContent = `${error.code}: ${error.message}`
    return inspect(credential.token, { now: () => now })
  }
}

function refuse(characters) {
  field.summarize(`That is ${(characters / 1048576).toFixed(1)} MB; a token is rarely more than 0.01. Nothing of it was kept.`)
}

function summary() {
  if (inspection === null) return ''
  return credential.from ? `${inspection.summary} Taken out of ${credential.from}.` : inspection.summary
}

function setCopy(id, text) {
  byId(id).dataset.copy = text
  byId(id).disabled = !text
}
