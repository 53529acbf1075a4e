import assert from 'node:assert/strict'
import { test } from 'node:test'
import { repository } from '../support/repository.js'
import { circles, importsOf } from './imports.js'

const graph = importsOf(repository('pkg'))

/** What may import what: a place, a folder or a file, imports itself and the places before it in its row. */
const LAYERS = [
  ['lib/option-table', 'lib/wasm', 'lib/error', 'lib/wasm/start', 'lib/wasm/init', 'lib/options', 'lib/encoding', 'lib/jws', 'lib/keys', 'lib/http', 'lib/dpop', 'lib/session', 'lib/token', 'lib/remote', 'lib/inspect', 'lib/index'],
  ['lib', 'runtimes'],
  ['lib', 'http', 'service', 'service/http', 'service/token-service', 'service/index', 'stores', 'persistence', 'adapters'],
  ['lib', 'account/page/text', 'account/page', 'account'],
  ['lib', 'client', 'cli'],
  ['lib', 'http', 'service', 'stores', 'persistence', 'adapters', 'cli/usage-error', 'cli/failure', 'cli/printable', 'cli/lock', 'cli/terminal', 'cli/input', 'cli/server/config/file', 'cli/server/config/private-file', 'cli/server', 'cli/session', 'cli/commands', 'cli/main'],
]

test('a file imports only from its own place and those before it', () => {
  for (const [file, imported] of graph) {
    for (const layers of LAYERS) {
      const own = placeOf(file, layers)
      if (own !== -1) assert.deepEqual(imported.filter((other) => placeOf(other, layers) > own), [], `${file} imports what is above it`)
    }
  }
})

test('no files import each other in a circle, not even for their types', () => {
  assert.deepEqual(circles(graph), [])
})

/** The narrowest place wins: `service/http/routes.js` is not of `service`. */
function placeOf(file, layers) {
  const places = layers.filter((place) => file.startsWith(`${place}/`) || file === `${place}.js`)
  return layers.indexOf(places.reduce((narrowest, place) => (place.length > narrowest.length ? place : narrowest), ''))
}
