import { TokenError } from 'countersign'
import { OAuthError, malformed } from '../oauth-error.js'

/**
 * The state of a record after a re-roll to `token`, or the reason why there is none: a conflict, or a dead record.
 *
 * @param {import('countersign').ApiToken} token
 * @param {import('../store/store.js').ApiTokenRecord} record
 * @param {{ now: number, grace: number, lost: string | undefined, first: string }} asked `first`: the digest that this
 *   re-roll found when it began
 * @returns {import('countersign').ApiTokenState}
 */
export function rerolledState(token, record, { first, ...asked }) {
  // Its caller cannot have known of a token that another re-roll made meanwhile, and would end it without a word.
  if (first !== record.digest) throw conflict('another re-roll of this API token came first')
  const rerolled = decided(token, record, asked)
  if (rerolled.outcome === 'rerolled') return rerolled.next
  if (rerolled.outcome === 'not-lost') {
    const use = record.seen === undefined ? 'has not been used yet' : 'was used, so it is not lost'
    throw conflict(`its newest token is "${record.start}", which ${use}`)
  }
  throw conflict(
    `it was re-rolled before, and the token in use is good until ${Math.floor(rerolled.until)}: repeat with lost: "${record.start}" ` +
      'if the newest token never arrived, or with grace: 0 to end both at once',
  )
}

/** @type {(token: import('countersign').ApiToken, record: import('../store/store.js').ApiTokenRecord, asked: { now: number, grace: number, lost?: string }) => import('countersign').Rerolled} */
const decided = (token, record, asked) => {
  try {
    return token.reroll(record, asked)
  } catch (cause) {
    if (!(cause instanceof TokenError) || cause.status !== 401) throw cause
    throw malformed(`it cannot be re-rolled: ${cause.message}`)
  }
}

/** @param {string} description */
const conflict = (description) => new OAuthError('invalid_request', description, { status: 409, code: 'ERR_REROLL_CONFLICT' })
