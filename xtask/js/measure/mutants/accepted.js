// The mutants that no test need notice, each with the reason: tests/mutants-accepted.json.

import { readFileSync } from 'node:fs'
import { repository } from '../../paths.js'

/**
 * The entries, and which mutants each is about. One that is about none is out of date.
 *
 * @param {import('./schemata.js').Mutant[]} mutants
 * @param {(file: string) => boolean} isLookedAt whether a file is part of this run
 */
export function accepted(mutants, isLookedAt) {
  /** @type {Entry[]} */
  const entries = JSON.parse(readFileSync(repository('tests/mutants-accepted.json'), 'utf8'))
  const reasons = new Map()
  const stale = []
  for (const entry of entries) {
    if (!isLookedAt(entry.file)) continue
    const found = mutants.filter((mutant) => entry.file === mutant.file && entry.within === mutant.within && entry.change === changeOf(mutant))
    for (const { id } of found) reasons.set(id, entry.why)
    if (found.length === 0) stale.push(entry)
  }
  return { reasons, stale }
}

/** @param {import('./schemata.js').Mutant} mutant */
export function changeOf({ original, mutated }) {
  return `${original} → ${mutated}`
}

/** @typedef {{ file: string, within: string, change: string, why: string }} Entry */
