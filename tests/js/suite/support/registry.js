/** @type {{ name: string, body: () => unknown }[]} */
const tests = []

/** Adds a test: its name is a sentence, its body may be async. */
export function test(name, body) {
  return tests.push({ name, body })
}

/**
 * Runs every test, one after the other.
 *
 * @param {(name: string) => boolean} [wanted]
 * @returns {Promise<{ passed: number, failed: { name: string, error: string }[] }>} plain data, fit for JSON
 */
export async function run(wanted = () => true) {
  const outcome = { passed: 0, failed: [] }
  for (const { name, body } of tests.filter((known) => wanted(known.name))) {
    try {
      await body()
      outcome.passed++
    } catch (error) {
      outcome.failed.push({ name, error: String(error?.stack ?? error) })
    }
  }
  return outcome
}
