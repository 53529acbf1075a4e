// Which tests a mutant has to get past, the likeliest to notice it first.

/** A test that takes longer is left to the other tests. */
const SLOWEST = 5000

/** What tests one store alone is for the stores' own files: the rest behaves the same on each. @param {string} file */
export function isOfStores(file) {
  return file.startsWith('pkg/stores/')
}

/** @param {string} store of a unit */
export function isUsual(store) {
  return store === '' || store === 'memory'
}

export class Plan {
  #reaches
  /** @type {Map<string, number>} kills by file and unit */
  #kills = new Map()
  /** @type {Map<string, Set<string>>} the units whose tests run anything in a file */
  #visitors = new Map()

  /** @param {import('./baseline.js').Reach[]} reaches @param {import('./schemata.js').Mutant[]} mutants */
  constructor(reaches, mutants) {
    this.#reaches = reaches
    const files = new Map(mutants.map(({ id, file }) => [id, file]))
    for (const { unit, tests } of reaches) {
      for (const { ids } of tests.values()) for (const id of ids) this.#visitor(files.get(id) ?? '').add(unit.name)
    }
  }

  /** @param {import('./schemata.js').Mutant} mutant @returns {Run[]} */
  runs(mutant) {
    const { id, file } = mutant
    const visitors = this.#visitor(file)
    const runs = this.#reaches.flatMap((reach) => {
      const { unit, outside, tests, start } = reach
      if (!isUsual(unit.store) && !isOfStores(file)) return []
      const fast = [...tests].filter(([, { ms }]) => ms < SLOWEST)
      const isStatic = outside.has(id) && (visitors.size === 0 || visitors.has(unit.name))
      const chosen = isStatic ? fast : fast.filter(([, { ids }]) => ids.has(id))
      if (chosen.length === 0) return []
      const ms = start + chosen.reduce((sum, [, test]) => sum + test.ms, 0)
      return [{ unit, ms, names: chosen.length === tests.size ? undefined : chosen.map(([name]) => name) }]
    })
    const weight = ({ unit, ms }) => ms / (1 + (this.#kills.get(`${file} ${unit.name}`) ?? 0))
    return runs.sort((a, b) => weight(a) - weight(b))
  }

  /** @param {import('./schemata.js').Mutant} mutant @param {Run} run that noticed it */
  note({ file }, { unit }) {
    const key = `${file} ${unit.name}`
    this.#kills.set(key, (this.#kills.get(key) ?? 0) + 1)
  }

  /** @param {string} file */
  #visitor(file) {
    return this.#visitors.get(file) ?? this.#visitors.set(file, new Set()).get(file)
  }
}

/** @typedef {{ unit: import('../units.js').Unit, ms: number, names: string[] | undefined }} Run */
