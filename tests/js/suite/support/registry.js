/** @type {{ name: string, body: () => unknown }[]} */
const tests = []

/** Adds a test: its name is a sentence, its body may be async. */
export const test = (name, body) => tests.push({ name, body })

/**
 * Runs every test, one after the other.
 *
 * @param {(name: string) => boolean} [wanted]
 * @returns {Promise<{ passed: number, failed: { name: string, error: string }[] }>} plain data, fit for JSON
 */
export const run = async (wanted = () => true) => {
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
