// The page: what is in the fields, what the library says about it, and once a second what the clock changes.

import { ask } from './judging/asking.js'
import { showParts, tick } from './reading/claims.js'
import { serveCopyButtons } from './page/copying.js'
import { faultIn, LONGEST } from './reading/credential.js'
import { serveDifference, showDifference } from './reading/difference.js'
import { byId } from './page/element.js'
import { describe, expect, expectations, leeway } from './judging/expectations.js'
import { TokenField } from './reading/field.js'
import { onFragment, tokenFromFragment } from './fragment.js'
import { Given } from './judging/given.js'
import { history } from './page/history.js'
import { foldSamples, keepVerdictInSight } from './page/in-sight.js'
import { clock } from './reading/instants.js'
import { membersOf } from './reading/json-text.js'
import { serveKeyField } from './judging/key-field.js'
import { showKeyList } from './judging/key-list.js'
import { serveGiveKeys } from './keys/given-keys.js'
import { serveMaker } from './making/maker.js'
import { memory, remembered } from './page/memory.js'
import { offline } from './page/offline.js'
import { PageKey } from './judging/page-key.js'
import { showPicker } from './reading/picker.js'
import { showReport } from './judging/report.js'
import { serveSamples } from './making/shelf.js'
import { secretIn } from './judging/secret.js'
import { showStep } from './reading/step.js'
import { theme } from './page/theme.js'
import { showOffers } from './using/offers.js'
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
  state: () => ({ text: field.text, token: chosen.token, given: given.snapshot() }),
  restore,
  text: () => field.text,
})
const follow = serveMaker(pageKey, { token: () => chosen.token, header: () => inspection?.header, payloadText: () => inspection?.payloadText, use })
const markSample = serveSamples(open)
const fold = foldSamples()

theme()
serveCopyButtons()
keepVerdictInSight()
byId('waiting').remove()
serveGiveKeys()
serveDifference(() => showDifference(inspection, clock()))
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

/** What was there before, the picked one of several tokens included. */
function restore(state) {
  given.restore(state.given)
  save()
  field.show(state.text, 'set')
  const picked = found.find(({ token }) => token === state.token)
  if (picked) choose(picked)
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
  showStep(fault, (mended) => { past.keep(); replace(mended) })
  judge()
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
  showKeyList(token === '' || inspection?.kind === 'jws' ? '' : field.text, (keys) => { past.keep(); field.show(''); take(keys) })
  field.summarize(summary())
  byId('expectations-summary').textContent = describe(material.keys?.kids.length)
  markSample(sample)
  fold(token !== '')
  showOffers(token, inspection, material)
  follow()
}

/** Asks the library again: a second later the same token may have another verdict. */
function judgeAgain() {
  const now = clock()
  inspection = ask(chosen.token, given.material.keys, now)
  const { issuer, audience, type, scope } = expectations()
  showVerdict(inspection, { iss: issuer, aud: audience, typ: type, scope }, { now, fault, text: chosen.token, material: given.material })
  showTimeline(inspection?.claims, inspection?.payloadText == null ? null : membersOf(inspection.payloadText), leeway(), now)
  showParts(inspection, now)
  showReport(inspection)
  showDifference(inspection, now)
  tick(now)
}

function refuse(characters) {
  const why = characters > LONGEST ? `That is ${(characters / 1048576).toFixed(1)} MB; a token is rarely more than 0.01.` : 'That has too many lines, or too many characters that no token has.'
  field.summarize(`${why} Nothing of it was kept.`)
}

function summary() {
  if (inspection === null) return ''
  if (!byId('key-list').hidden) return 'A key or a set of keys, not a token.'
  return from ? `${inspection.summary} Taken out of ${from}.` : inspection.summary
}
