// The table of a campaign, and every mutant that no test noticed.

import { changeOf } from './accepted.js'

/**
 * Prints it, and answers whether all is noticed or explained.
 *
 * @param {{ mutants: import('./schemata.js').Mutant[], results: Map<number, string>, stale: import('./accepted.js').Entry[] }} campaign
 */
export function print({ mutants, results, stale }) {
  const folders = new Map()
  for (const { id, file } of mutants) {
    for (const folder of [file.slice(0, file.lastIndexOf('/')), 'all']) {
      const counts = folders.get(folder) ?? folders.set(folder, {}).get(folder)
      const result = results.get(id) ?? 'not run'
      counts[result] = (counts[result] ?? 0) + 1
    }
  }
  row('folder', 'mutants', ...COLUMNS, 'score')
  for (const [folder, counts] of [...folders].sort(([a], [b]) => (a === 'all' ? 1 : b === 'all' ? -1 : a < b ? -1 : 1))) {
    const of = (name) => counts[name] ?? 0
    const noticed = of('killed') + of('timed out')
    const judged = noticed + of('survived') + of('not reached')
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
    row(folder, all, ...COLUMNS.map(of), judged === 0 ? '' : `${((100 * noticed) / judged).toFixed(1)} %`)
  }
  const missed = mutants.filter(({ id }) => ['survived', 'not reached'].includes(results.get(id) ?? ''))
  if (missed.length > 0) console.log('\nno test notices, so that each needs one, or a reason in tests/mutants-accepted.json:')
  for (const mutant of missed) console.log(lineOf(mutant, results.get(mutant.id)))
  if (stale.length > 0) console.log('\nin tests/mutants-accepted.json, and not among the mutants any more:')
  for (const { file, within, change } of stale) console.log(`${file}: ${within}: ${change}`)
  return missed.length === 0 && stale.length === 0
}

/** @param {import('./schemata.js').Mutant} mutant @param {string} [result] */
export function lineOf(mutant, result) {
  return `${mutant.file}:${mutant.line}: ${changeOf(mutant)}  (in ${mutant.within || 'the module'}${result === 'not reached' ? '; not reached' : ''})`
}

const COLUMNS = ['killed', 'timed out', 'survived', 'not reached', 'accepted', 'not run']

function row(name, ...cells) {
  console.log(`${String(name).padEnd(26)}${cells.map((cell) => String(cell).padStart(12)).join('')}`)
}
