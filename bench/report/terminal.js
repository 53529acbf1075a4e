import { tables } from './cells.js'

/** Prints every table with aligned columns. */
export function print(results) {
  const { processor, cores, system, load } = results.machine
  console.log(`${results.date}, ${processor}, ${cores} cores, ${system}, load average ${load.toFixed(1)} before the start`)
  console.log(Object.entries(results.versions).map((pair) => pair.join(' ')).join(', '))
  console.log('Median ± half the interquartile range (× how many times countersign’s time).')
  for (const { title, columns, rows } of tables(results)) {
    const lines = [columns, ...rows]
    const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i].length)))
    console.log(`\n${title}`)
    for (const line of lines) console.log(line.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd())
  }
  for (const reason of absences(results.race)) console.log(reason)
}

/** One line per contestant that could not start somewhere, with the reason. */
export function absences(race = {}) {
  const reasons = new Map()
  for (const [runtime, { version, ...scenarios }] of Object.entries(race)) {
    for (const { absent } of Object.values(scenarios)) {
      for (const [name, reason] of Object.entries(absent)) {
        const key = `n/a: ${name}: ${reason}`
        reasons.set(key, (reasons.get(key) ?? new Set()).add(runtime))
      }
    }
  }
  return [...reasons].map(([key, runtimes]) => `${key} (${[...runtimes].join(', ')})`)
}
