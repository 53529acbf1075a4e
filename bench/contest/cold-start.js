import { readFileSync } from 'node:fs'
import { argv } from 'node:process'

// One process, one library: what the first request after a start waits for.
const fixture = JSON.parse(readFileSync(argv[2], 'utf8'))
const start = performance.now()
const { contestants: [{ verifier }] } = await import(`./peers/${argv[3]}.js`)
const imported = performance.now()
const verify = await verifier(fixture)
await verify(fixture.token)
const verified = performance.now()
await verify(fixture.token)
const again = performance.now()
console.log(`\n${JSON.stringify({ import: imported - start, first: verified - imported, second: again - verified, total: verified - start })}`)
