import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { repository } from '../support/repository.js'

const PLACES = ['src', 'pkg', 'www', 'xtask', 'tests', 'bench']

/** What fits on a screen and can be read at a glance. */
const MOST = 16

/** Folders with more files than that, how many they may have, and why. */
const EXCEPTIONS = {
  // Cargo makes a test of every file directly in `tests`, and finds none below it without an entry in Cargo.toml for each.
  tests: 22,
}

/** What is installed or built there, wherever it is and in `pkg`. */
const BUILT = /(^|\/)(node_modules|target|\.tmp)$|^pkg\/(dist|types|wasm)$/

test('no folder of the source is a heap of files', () => {
  const counts = PLACES.flatMap((place) => filesPerFolder(place))
  assert.ok(counts.length > 50, 'the sources are found')
  assert.deepEqual(counts.filter(([folder, files]) => files > (EXCEPTIONS[folder] ?? MOST)), [])
})

test('no exception is kept that none needs', () => {
  const counts = new Map(PLACES.flatMap((place) => filesPerFolder(place)))
  for (const folder of Object.keys(EXCEPTIONS)) assert.ok(counts.get(folder) > MOST, `${folder} is no exception any more`)
})

/** @param {string} folder @returns {[string, number][]} */
function filesPerFolder(folder) {
  const entries = readdirSync(repository(folder), { withFileTypes: true })
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${folder}/${name}`).filter((path) => !BUILT.test(path))
  return [[folder, entries.filter((entry) => entry.isFile()).length], ...below.flatMap(filesPerFolder)]
}
