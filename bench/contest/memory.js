import { readFileSync } from 'node:fs'
import { argv, memoryUsage } from 'node:process'

// The wasm's memory is nobody's business but the package's, so it is watched from outside: whoever instantiates is noted.
const memories = new Set()
const { Instance } = WebAssembly
WebAssembly.Instance = new Proxy(Instance, {
  construct(target, [module, imports]) {
    const instance = new target(module, imports)
    for (const value of Object.values(instance.exports)) if (value instanceof WebAssembly.Memory) memories.add(value)
    return instance
  },
})

const fixture = JSON.parse(readFileSync(argv[2], 'utf8'))
const verifies = Number(argv[3])
const steps = [step('start')]
const { KeySet, Verifier } = await import('countersign')
steps.push(step('imported'))
const { jwks } = fixture.growth.keys.sets.at(-1)
const verifier = new Verifier(new KeySet(jwks), { issuer: fixture.issuer, audience: fixture.audience, cache: false })
steps.push(step('1,000 keys'))
const tokens = fixture.growth.keys.everyKey
for (let i = 0; i < verifies / 10; i++) verifier.verify(tokens[i % tokens.length])
steps.push(step(`${(verifies / 10).toLocaleString('en')} verifies, every key in turn`))
for (let i = 0; i < verifies * 0.9; i++) verifier.verify(tokens[i % 3])
steps.push(step(`${verifies.toLocaleString('en')} verifies`))
console.log(`\n${JSON.stringify(steps)}`)

function step(name) {
  globalThis.gc?.()
  const wasm = [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0)
  const { rss, heapUsed } = memoryUsage()
  return { name, wasm, rss, heapUsed }
}
