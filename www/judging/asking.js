// The question to the library: this token, these keys, the policy of the form.

import { inspect } from '../countersign.js'
import { byId } from '../page/element.js'
import { policyOf } from './expectations.js'

/** The inspection of `token` at `now`, or null where there is none; a wrong field of the form is named below it. */
export function ask(token, keys, now) {
  const note = byId('policy-note')
  note.textContent = ''
  if (token === '') return null
  try {
    return inspect(token, { ...(keys ? { keys } : {}), policy: policyOf(), now: () => now })
  } catch (error) {
    // Only a wrong option gets here, such as a leeway of 900: say so, and inspect without the form.
    note.textContent = `${error.code}: ${error.message}`
    return inspect(token, { now: () => now })
  }
}
