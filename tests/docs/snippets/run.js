// node run.js SNIPPET.mjs: runs it in the world of the documents; what listens or is exported is called.

import assert from 'node:assert/strict'
import { pathToFileURL } from 'node:url'
import { answer, world } from './world.js'

const realFetch = globalThis.fetch
Object.assign(globalThis, world)
globalThis.fetch = async (input, init) => {
  const url = input instanceof Request ? input.url : String(input)
  return url.startsWith('https:') ? answer(url) : realFetch(input, init)
}

const { default: exported } = await import(pathToFileURL(process.argv[2]))
if (typeof exported?.fetch === 'function') await check((headers) => exported.fetch(new Request('https://api.example/me', { headers })))
if (process.argv[3] === 'listens') await check((headers) => realFetch('http://127.0.0.1:3000/me', { headers }))
process.exit(0)

async function check(call) {
  assert.equal((await call({ authorization: `Bearer ${world.token}` })).status, 200)
  assert.equal((await call({})).status, 401)
}
