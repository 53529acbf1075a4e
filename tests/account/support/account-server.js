import { createServer } from 'node:http'
import { accountPage } from 'countersign/account'
import { MemoryStore } from 'countersign/stores/memory'
import { freePort } from '../../service/support/ports.js'
import { makeService } from '../../service/support/service.js'
import { requestOf, send } from './node.js'

export const PASSWORD = 'correct horse battery staple'

/** The provider of the page's tests: a person with two roles, and one without any. */
const authenticate = ({ username, password }) => {
  if (password !== PASSWORD) return undefined
  if (username === 'ada') return { subject: 'ada', scope: 'read write deploy', roles: ['editor', 'viewer'] }
  if (username === 'grace') return { subject: 'grace', scope: 'read' }
  return undefined
}

const MEANINGS = {
  name: 'Acme Cloud',
  scopes: { read: 'See your files and their history', write: 'Change and delete your files' },
  roles: { viewer: 'Looks, and changes nothing', editor: 'Changes what others see' },
}

/**
 * A service with its page on a free port of this machine, where browsers keep cookies that are for https elsewhere. `isDown` is
 * set by a test: then the service answers 503, as behind a gateway.
 */
export async function serveAccount({ store = new MemoryStore(), page = {}, base = '', ...options } = {}) {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const made = makeService({ store, issuer: origin + base, authenticate, ...options })
  const handler = accountPage(made.service, { ...MEANINGS, ...page })
  const here = { ...made, store, origin, url: `${origin}${base}${page.path ?? '/account'}`, asked: [], isDown: false }
  const server = createServer(async (incoming, outgoing) => {
    here.asked.push(`${incoming.method} ${incoming.url}`)
    const isPage = incoming.url.startsWith(`${base}${page.path ?? '/account'}`)
    if (here.isDown && !isPage) return outgoing.writeHead(503).end()
    await send(await handler(requestOf(incoming, origin)), outgoing)
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  here.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return here
}
