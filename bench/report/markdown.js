import { readFileSync, writeFileSync } from 'node:fs'
import { tables } from './cells.js'
import { absences } from './terminal.js'

const BEGIN = '<!-- bench:begin -->'
const END = '<!-- bench:end -->'

/** The results as Markdown, in the same tables as on the terminal. */
export function markdown(results) {
  const { processor, cores, memory, system, load } = results.machine
  const versions = Object.entries(results.versions).map((pair) => pair.join(' ')).join(', ')
  const head = [
    '![Microseconds per verify in each runtime](performance.svg)',
    '',
    `Measured on ${results.date}: ${processor}, ${cores} cores, ${(memory / 2 ** 30).toFixed(0)} GiB, ${system}, load average ${load.toFixed(1)} before the start; ${versions}.`,
    '',
    'Median ± half the interquartile range; in brackets how many times countersign’s time.',
  ]
  const body = tables(results).flatMap(({ title, columns, rows }) => [
    '', `### ${title}`, '', line(columns), line(columns.map((_, i) => (i ? '--:' : '---'))), ...rows.map(line),
  ])
  return [...head, ...body, '', ...absences(results.race).map((reason) => `- ${reason}`)].join('\n')
}

/** Puts the text between the markers of the document. */
export function replaceMarked(document, text) {
  const before = readFileSync(document, 'utf8')
  const [start, end] = [before.indexOf(BEGIN), before.indexOf(END)]
  if (start < 0 || end < start) throw new Error(`${document} has no ${BEGIN} … ${END}`)
  writeFileSync(document, `${before.slice(0, start + BEGIN.length)}\n${text}\n${before.slice(end)}`)
}

const line = (cells) => `| ${cells.join(' | ')} |`
