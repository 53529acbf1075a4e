import { TokenError } from 'countersign'

export function ok(value, message = 'it is not so') {
  if (!value) throw new Error(message)
}

export function equal(actual, expected, message = '') {
  if (!Object.is(actual, expected)) throw new Error(`${message} got ${show(actual)}, expected ${show(expected)}`)
}

/** Compares what JSON shows, in any order of members. */
export function same(actual, expected, message = '') {
  return equal(canonical(actual), canonical(expected), message)
}

/** The `TokenError` that `action` throws, which must have `code`. */
export function refusal(code, action, message = '') {
  let value
  try {
    value = action()
  } catch (error) {
    return checked(error, code, message)
  }
  throw new Error(`${message} got ${show(value)}, expected ${code}`)
}

/** The `TokenError` that `promise` rejects with, which must have `code`. */
export async function rejection(code, promise, message = '') {
  const error = await promise.then((value) => new Error(`got ${show(value)}`), (reason) => reason)
  return checked(error, code, message)
}

/** Checks that the option called `name` is refused, and that the message says so. */
export function optionRefusal(name, action) {
  const error = refusal('ERR_OPTION_INVALID', action, `option ${name}:`)
  ok(error.message.includes(name), `the message does not name ${name}: ${error.message}`)
  return error
}

const checked = (error, code, message) => {
  if (!(error instanceof TokenError)) throw new Error(`${message} not a TokenError: ${error?.stack ?? show(error)}`)
  equal(error.code, code, `${message} ${error.message}:`)
  return error
}

const canonical = (value) =>
  JSON.stringify(value, (_name, member) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member)

const show = (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))?.slice(0, 300)
