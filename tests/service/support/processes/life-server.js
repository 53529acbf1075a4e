// The service in Deno, Bun or Node, with the server that each brings: prints its URL when it listens.
import { MemoryStore } from 'countersign/stores/memory'
import { lifeService } from './life-service.js'

const port = Number(globalThis.Deno?.args[0] ?? process.argv[2])
const issuer = `http://127.0.0.1:${port}`
const handler = lifeService({ store: new MemoryStore(), issuer })
if (globalThis.Deno) Deno.serve({ port, hostname: '127.0.0.1', onListen: () => {} }, (request) => handler(request))
else if (globalThis.Bun) Bun.serve({ port, hostname: '127.0.0.1', fetch: (request) => handler(request) })
else await (await import('../serve.js')).serve(handler, { port })
console.log(issuer)
