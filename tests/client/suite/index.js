// The suite of the client that every runtime runs: `await run(scene)` answers with counts and failures.
import './requests.js'
import './redirects.js'
import './proofs.js'
import { run as runAll } from '../../js/suite/support/registry.js'
import { scene } from './scene.js'

/** @param {typeof scene} given */
export function run(given) {
  return runAll(Object.assign(scene, given) && undefined)
}
