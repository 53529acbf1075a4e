// The lines that no test in Node runs, each with the reason: tests/coverage-explained.json.

import { readFileSync } from 'node:fs'
import { repository } from '../../paths.js'

/**
 * The lines without a reason, and the reasons without a line.
 *
 * @param {{ file: string, line: number, text: string }[]} missing
 */
export function unexplained(missing) {
  /** @type {Entry[]} */
  const entries = JSON.parse(readFileSync(repository('tests/coverage-explained.json'), 'utf8'))
  const isAbout = (entry) => ({ file, text }) => entry.file === file && (entry.line === undefined || entry.line === text)
  return {
    lines: missing.filter((line) => !entries.some((entry) => isAbout(entry)(line))),
    stale: entries.filter((entry) => !missing.some(isAbout(entry))),
  }
}

/** @typedef {{ file: string, line?: string, why: string }} Entry `line` is its text; without it all of the file is meant */
