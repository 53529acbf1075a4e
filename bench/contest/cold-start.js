import { readFileSync } from 'node:fs'
import { argv } from 'node:process'

// One process, one library: what the first request after a start waits for. The contestant's own file is not the
// library's, so loading that is not counted.
const [, , fixtureFile, peer, library] = argv
const fixture = JSON.parse(readFileSync(fixtureFile, 'utf8'))
const start = performance.now()
await import(library)
const imported = performance.now() - start

const { contestants: [{ verifier }] } = await import(`./peers/${peer}.js`)
const begin = performance.now()
const verify = await verifier(fixture)
await verify(fixture.token)
const verified = performance.now()
await verify(fixture.token)
const again = performance.now()
const first = verified - begin
console.log(`\n${JSON.stringify({ import: imported, first, second: again - verified, total: imported + first })}`)
