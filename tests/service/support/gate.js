/**
 * The store, whose first `count` calls of `name` keep their answers back: `reached` resolves when all of them have
 * theirs, and none returns before `release()`. So calls overlap in the store, whatever the machine's mood.
 */
export function gated(store, name, count = 1) {
  let kept = 0
  let arrive, release
  const reached = new Promise((resolve) => (arrive = resolve))
  const released = new Promise((resolve) => (release = resolve))
  const method = (target, key) => async (...values) => {
    const mine = key === name && ++kept
    const answer = await target[key](...values)
    if (mine === count) arrive()
    if (mine && mine <= count) await released
    return answer
  }
  const get = (target, key) => (typeof target[key] === 'function' ? method(target, key) : target[key])
  return { store: new Proxy(store, { get }), reached, release }
}

/** The codes that promises were refused with, or 'ok', each with its number. */
export function tally(settled) {
  const counts = {}
  for (const { status, reason } of settled) {
    const code = status === 'fulfilled' ? 'ok' : (reason.code ?? String(reason))
    counts[code] = (counts[code] ?? 0) + 1
  }
  return counts
}
