// The question to the library: this token, these keys, the policy of the form.

import { inspect } from '../countersign.js'
import { byId } from '../page/element.js'
import { policyOf } from './expectations.js'

/** The inspection of `token` at `now`, or null where there is none; a wrong field of the form is named below it. */
export function ask(token, keys, now) {
  if (token === '') return say('', null)
  try {
    return say('', inspect(token, { ...(keys ? { keys } : {}), policy: policyOf(), now: () => now }))
  } catch (error) {
    // Only a wrong option gets here, such as a leeway of 900: say so, and inspect without the form.
    return say(`${error.code}: ${error.message}`, inspect(token, { now: () => now }))
  }
}

/** Written only if it differs: a screen reader announces every writing, and this is asked once a second. */
function say(text, inspection) {
  const note = byId('policy-note')
  if (note.textContent !== text) note.textContent = text
  return inspection
}
