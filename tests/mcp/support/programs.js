// The programs of docs/protect-an-mcp-server.md, each in a process of its own, at addresses of this machine.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { blocks } from '../../docs/snippets/blocks.js'
import { freePort } from '../../service/support/ports.js'
import { serve } from '../../service/support/serve.js'

const DOCUMENT = 'docs/protect-an-mcp-server.md'

/** The code of a program, with addresses in place of those of the document. */
const codeOf = (name, { issuer, origin }) => {
  const found = blocks().find(({ file, directive }) => file === DOCUMENT && directive === `run by tests/mcp: ${name}`)
  if (found === undefined) throw new Error(`${DOCUMENT} has no program ${name}`)
  return found.code.replaceAll('https://auth.example', issuer).replaceAll('https://mcp.example', origin).replaceAll('3000', new URL(origin).port)
}

// In the project, so that what they import is found as it is by a user.
const written = (t, name, code) => {
  const folder = mkdtempSync(join(process.cwd(), 'mcp-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.mjs`)
  writeFileSync(file, code)
  return file
}

/** The service of the document, which gives tokens for the server at `origin`. */
export async function startService(t, origin) {
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}`
  const { service } = await import(pathToFileURL(written(t, 'the service', codeOf('the service', { issuer, origin }))))
  const server = await serve(service.fetch, { port })
  t.after(() => server.close())
  return { issuer, service }
}

/** A free address for a server. */
export async function freeOrigin() {
  return `http://127.0.0.1:${await freePort()}`
}

/** One of the servers of the document. What it exports is served as Workers, Deno and Bun do. */
export async function startServer(t, name, { issuer, origin }) {
  const code = codeOf(name, { issuer, origin })
  const file = written(t, name, code)
  const serving = new URL('../../service/support/serve.js', import.meta.url)
  const { port } = new URL(origin)
  const starter = written(t, 'start', code.includes('listen(')
    ? `await import(${JSON.stringify(pathToFileURL(file))})`
    : `import { serve } from ${JSON.stringify(serving)}\nconst { default: app } = await import(${JSON.stringify(pathToFileURL(file))})\nawait serve(app.fetch, { port: ${port} })`)
  const child = spawn(process.execPath, [starter], { stdio: ['ignore', 'inherit', 'inherit'] })
  t.after(() => child.kill())
  for (let left = 600; left > 0 && child.exitCode === null; left--) {
    if (await fetch(origin).then(() => true, () => false)) return
    await sleep(50)
  }
  throw new Error(`the program does not answer: ${name}`)
}
