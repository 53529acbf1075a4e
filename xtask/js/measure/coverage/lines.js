// From what V8 counted in bundles to the lines of the sources.

import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { repository } from '../../paths.js'
import { sources } from '../project.js'
import { mapOf } from './source-map.js'

/**
 * How often each line of each source ran that can run. Code counts by its least part: of `a ?? b` both sides have to.
 *
 * @param {string} reports the folder of NODE_V8_COVERAGE
 * @param {{ dist: string, copy: string }} project
 * @returns {Map<string, Map<number, number>>}
 */
export function linesRun(reports, { dist, copy }) {
  const bundles = new Map(readdirSync(dist, { recursive: true }).filter((name) => /\.c?js$/.test(name)).map((name) => [join(dist, name), bundle(join(dist, name), copy)]))
  for (const report of readdirSync(reports).filter((name) => name.endsWith('.json'))) {
    for (const { url, functions } of JSON.parse(readFileSync(join(reports, report), 'utf8')).result) {
      const found = url.startsWith('file:') ? bundles.get(fileURLToPath(url)) : undefined
      if (found !== undefined) count(found, functions)
    }
  }
  return merged([...bundles.values()])
}

/** @param {string} path @param {string} copy */
const bundle = (path, copy) => {
  const text = readFileSync(path, 'utf8')
  const { sources: from, segments } = mapOf(text)
  const names = from.map((source) => relative(copy, resolve(originOf(path, copy), source)).split(sep).join('/'))
  // What CommonJS exports are getters, which the sources do not have.
  const isCopy = path.endsWith('.cjs') && !path.endsWith(`${sep}later.cjs`)
  return { length: text.length, names, segments, isCopy, counts: new Float64Array(segments.length) }
}

/** Maps are relative to where the bundle was made. @param {string} path @param {string} copy */
const originOf = (path, copy) => join(copy, 'pkg', dirname(path.slice(path.lastIndexOf(`${sep}dist${sep}`) + 1)))

/** @param {Bundle} bundle @param {any[]} functions as V8 has them: the inner ranges after the outer ones */
const count = ({ length, segments, counts }, functions) => {
  const painted = new Float64Array(length)
  const ranges = functions.flatMap((each) => each.ranges).sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset)
  for (const range of ranges) painted.fill(range.count, range.startOffset, range.endOffset)
  for (const [index, { offset }] of segments.entries()) counts[index] += painted[offset]
}

/** A piece ran if it did in any bundle; a line ran if all of its pieces did. @param {Bundle[]} bundles */
const merged = (bundles) => {
  /** @type {Map<string, Map<number, number>>} */
  const files = new Map()
  const known = new Set(sources())
  for (const { names, segments, counts, isCopy } of [...bundles].sort((a, b) => Number(a.isCopy) - Number(b.isCopy))) {
    /** @type {Map<string, Map<number, number>>} */
    const here = new Map()
    for (const [index, { source, line }] of segments.entries()) {
      const lines = here.get(names[source]) ?? here.set(names[source], new Map()).get(names[source])
      lines.set(line, Math.min(lines.get(line) ?? Infinity, counts[index]))
    }
    for (const [name, lines] of here) {
      const all = files.get(name) ?? files.set(name, new Map()).get(name)
      for (const [line, times] of lines) if (!isCopy || all.has(line)) all.set(line, (all.get(line) ?? 0) + times)
    }
  }
  const named = [...files].filter(([name]) => known.has(name)).sort(([a], [b]) => (a < b ? -1 : 1))
  return new Map(named.map(([name, lines]) => [name, withWords(name, lines)]).filter(([, lines]) => lines.size > 0))
}

/** A line of nothing but brackets runs with the others. @param {string} name @param {Map<number, number>} lines */
const withWords = (name, lines) => {
  const texts = readFileSync(repository(name), 'utf8').split('\n')
  return new Map([...lines].filter(([line]) => /\w/.test(texts[line - 1])))
}

/** @typedef {ReturnType<typeof bundle>} Bundle */
