// As in tests/js/suite, without the main entry: the client must do without it.

export function ok(value, message = 'it is not so') {
  if (!value) throw new Error(message)
}

export function equal(actual, expected, message = '') {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (got !== wanted) throw new Error(`${message} got ${got}, expected ${wanted}`)
}

/** The error that `promise` rejects with, which must have that name and code. */
export async function rejection(name, code, promise) {
  const error = await promise.then((value) => new Error(`got ${value}`), (reason) => reason)
  if (error?.name !== name || error?.code !== code) throw new Error(`expected ${name} ${code}, got ${error?.stack ?? error}`)
  return error
}
