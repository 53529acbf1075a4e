// Loaded before a test, and by all the programs that it starts: which mutant is on, or else which of them are reached.

import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeEach } from 'node:test'

const { COUNTERSIGN_MUTANT: mutant, COUNTERSIGN_REACHED: folder } = process.env

if (folder === undefined) {
  const active = Number(mutant)
  globalThis.__mutant = (id) => id === active
} else {
  /** @type {Record<string, Set<number>>} by the test that ran: '' outside of all of them, as at the import of a module */
  const reached = {}
  let current = (reached[process.env.COUNTERSIGN_TEST ?? ''] = new Set())
  globalThis.__mutant = (id) => {
    current.add(id)
    return false
  }
  globalThis.__runs = (name) => {
    // For the programs that the test starts.
    process.env.COUNTERSIGN_TEST = name
    current = reached[name] ??= new Set()
  }
  process.on('exit', () => {
    const lists = Object.fromEntries(Object.entries(reached).map(([name, ids]) => [name, [...ids]]))
    writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(lists))
  })
  // A test of Node's own runner; in other programs this would begin one.
  if (basename(process.argv[1] ?? '').endsWith('.test.js')) beforeEach(({ name }) => globalThis.__runs(name))
}
