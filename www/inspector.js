// The page: what is in the fields, what the library says about it, and once a second what the clock changes.

import { inspect } from './countersign.js'
import { showParts, tick } from './reading/claims.js'
import { serveCopyButtons } from './page/copying.js'
import { faultIn } from './reading/credential.js'
import { byId, element } from './page/element.js'
import { describe, expect, expectations, leeway, policyOf } from './judging/expectations.js'
import { TokenField } from './reading/field.js'
import { onFragment, tokenFromFragment } from './fragment.js'
import { Given } from './judging/given.js'
import { history } from './page/history.js'
import { clock } from './reading/instants.js'
import { membersOf } from './reading/json-text.js'
import { serveKeyField } from './judging/key-field.js'
import { showKeyList } from './judging/key-list.js'
import { serveMaker } from './making/maker.js'
import { memory, remembered } from './page/memory.js'
import { offline } from './page/offline.js'
import { PageKey } from './judging/page-key.js'
import { showPicker } from './reading/picker.js'
import { showReport } from './judging/report.js'
import { SAMPLES } from './making/samples.js'
import { secretIn } from './judging/secret.js'
import { theme } from './page/theme.js'
import { showTimeline } from './reading/timeline.js'
import { showVerdict } from './judging/verdict.js'

const NOTHING = { name: null, token: '', start: 0, end: 0 }
let found = [NOTHING]
let from = null
let chosen = NOTHING
let fault = null
let inspection = null

const given = new Given()
const field = new TokenField({ onChange: changed, onPaste: put, onHuge: (characters) => { given.leave(); read({ found: [NOTHING], from: null }); refuse(characters) } })
const pageKey = new PageKey()
const save = memory(() => ({ keys: given.remember }))
const past = history({
  state: () => ({ text: field.text, name: chosen.name, given: given.snapshot() }),
  restore: (state) => { given.restore(state.given); field.show(state.text, 'set'); save() },
  text: () => field.text,
})
const follow = serveMaker(pageKey, { token: () => chosen.token, payloadText: () => inspection?.payloadText, use })
const samples = Object.entries(SAMPLES).map(([name, make]) => element('button', { type: 'button', 'aria-pressed': 'false', click: () => open(name, make) }, name))

theme()
serveCopyButtons()
byId('samples').append(...samples)
serveKeyField((text, how) => { given.take(text, how); save(); judge() })
byId('use-page-key').addEventListener('click', () => { past.keep(); take(pageKey.jwks) })
byId('policy').addEventListener('input', ({ target }) => { if (target.id !== 'keys') { given.edited(target.id); judge() } })
byId('policy').addEventListener('submit', (event) => event.preventDefault())
byId('clear').addEventListener('click', () => { put(''); field.focus() })
onFragment(put)

expect({})
given.take(remembered().keys ?? '')
// What an earlier version kept as it was pasted is replaced by what is fit to be kept.
save()
field.show(tokenFromFragment() ?? '')
setInterval(judgeAgain, 1000)
offline()

/** Something whole, from wherever it comes: it replaces what was there. */
function put(text) {
  if (field.text !== '') past.keep()
  field.show(text)
}

function take(keys) {
  given.take(keys)
  save()
  judge()
}

function changed(what, how) {
  if (how === 'replaced') given.leave()
  const secret = how === 'set' ? null : secretIn(what.text)
  if (secret === null || secret === 'a token') return read(what)
  field.show('', 'set')
  field.summarize(`That was ${secret}. It was removed from the field and is not kept. No token is checked with a secret here: give the issuer’s public key under “Check it against”.`)
}

function read(what) {
  found = what.found
  from = what.from
  choose(found[0])
}

function choose(one) {
  chosen = one
  fault = faultIn(one.token)
  field.colour(one, fault)
  showPicker(found, chosen, choose)
  showStep()
  judge()
}

/** A way out that the reader has to take: nothing is mended in silence. */
function showStep() {
  const { mended, offer, text } = fault ?? {}
  const step = () => { past.keep(); replace(mended) }
  byId('step').replaceChildren(...(mended ? [element('span', {}, text), element('button', { type: 'button', id: 'mend', click: step }, offer)] : []))
}

function open(name, make) {
  past.keep()
  const { token, keys, expect: expected } = make(pageKey, clock())
  given.bring({ name, keys, expected })
  field.show(token, 'set')
}

/** A token that was made here; one of the page's own key brings that key, if it is not there already. */
function use(token, { trusted }) {
  past.keep()
  if (trusted && !given.material.keys?.kids.includes(pageKey.kid)) given.bring({ name: null, keys: pageKey.jwks })
  replace(token)
}

function replace(token) {
  const { text } = field
  field.show(text.slice(0, chosen.start) + token + text.slice(chosen.end), 'set')
}

function judge() {
  judgeAgain()
  const { sample, material } = given
  const { token } = chosen
  field.summarize(summary())
  showKeyList(token === '' || inspection?.kind === 'jws' ? '' : field.text, (keys) => { past.keep(); field.show(''); take(keys) })
  byId('expectations-summary').textContent = describe(material.keys?.kids.length)
  for (const button of samples) button.setAttribute('aria-pressed', String(button.textContent === sample?.name))
  byId('sample-note').textContent = sample === null ? '' : `${sample.name === null ? 'Made here, and judged by the key of this page.' : `The sample “${sample.name}”, judged by keys and expectations of its own.`} Yours come back with the next token.`
  setCopy('copy-token', token)
  setCopy('copy-authorization', token && `Authorization: Bearer ${token}`)
  follow()
}

/** Asks the library again: a second later the same token may have another verdict. */
function judgeAgain() {
  const now = clock()
  inspection = chosen.token === '' ? null : ask(now)
  const { issuer, audience, type, scope } = expectations()
  showVerdict(inspection, { iss: issuer, aud: audience, typ: type, scope }, { now, fault, text: chosen.token, material: given.material })
  showTimeline(inspection?.claims, inspection?.payloadText == null ? null : membersOf(inspection.payloadText), leeway(), now)
  showParts(inspection, now)
  showReport(inspection)
  tick(now)
}

function ask(now) {
  const note = byId('policy-note')
  const { keys } = given.material
  try {
    note.textContent = ''
    return inspect(chosen.token, { ...(keys ? { keys } : {}), policy: policyOf(), now: () => now })
  } catch (error) {
    // Only a wrong option gets here, such as a leeway of 900: say so, and inspect without the form.
    note.textContent = `${error.code}: ${error.message}`
    return inspect(chosen.token, { now: () => now })
  }
}

function refuse(characters) {
  field.summarize(`That is ${(characters / 1048576).toFixed(1)} MB; a token is rarely more than 0.01. Nothing of it was kept.`)
}

function summary() {
  if (inspection === null) return ''
  return from ? `${inspection.summary} Taken out of ${from}.` : inspection.summary
}

function setCopy(id, text) {
  byId(id).dataset.copy = text
  byId(id).disabled = !text
}
