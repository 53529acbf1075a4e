// node run.js SNIPPET.mjs [bare] [listens PATH]: runs it in the world of the documents, of which it sees only the network if it is
// bare; what listens or is exported is called.

import assert from 'node:assert/strict'
import { pathToFileURL } from 'node:url'
import { answer, world } from './world.js'

const [file, ...words] = process.argv.slice(2)
const realFetch = globalThis.fetch
if (!words.includes('bare')) Object.assign(globalThis, world)
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  return request.url.startsWith('https:') ? answer(request) : realFetch(request)
}

const { default: exported } = await import(pathToFileURL(file))
if (typeof exported?.fetch === 'function') await check((headers) => exported.fetch(new Request('https://api.example/me', { headers })))
if (words.includes('listens')) {
  const path = words[words.indexOf('listens') + 1]
  const call = (headers) => realFetch(`http://127.0.0.1:3000${path}`, { headers })
  if (path === '/me') await check(call)
  else assert.equal((await call({})).status, 200)
}
process.exit(0)

async function check(call) {
  assert.equal((await call({ authorization: `Bearer ${world.token}` })).status, 200)
  assert.equal((await call({})).status, 401)
}
