/**
 * When a session ends, however often it is refreshed: `sessionLifetime` after its log-in, or with the API token that its
 * pairs stand for.
 *
 * @param {{ sessionLifetime: number }} settings
 * @param {number} created in seconds
 * @param {number} [until] an earlier end, in seconds: grants of earlier versions have none
 */
export function sessionEnd({ sessionLifetime }, created, until = Infinity) {
  return Math.min(created + sessionLifetime, until)
}

/**
 * When the access token of a pair expires, in whole seconds: no later than its session.
 *
 * @param {{ accessLifetime: number }} settings
 * @param {{ at: number, until?: number }} grant
 */
export function accessEnd({ accessLifetime }, { at, until = Infinity }) {
  return Math.min(Math.floor(at) + accessLifetime, Math.floor(until))
}
