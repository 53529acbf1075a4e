import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { MemoryStore } from 'countersign/stores/memory'
import { serve } from '../../service/support/serve.js'
import { makeService } from '../../service/support/service.js'

/**
 * Three origins on loopback ports: `home` is a TokenService with an API beside it, `allowed` is more of that API,
 * `foreign` writes down who asks it for what. While `hold` is set, the answers of the service and of `/held` wait for
 * what it returns when it is called with 'service' or 'held'.
 */
export async function startServers() {
  const servers = { hold: undefined }
  const seen = []
  const refused = new Map()
  const foreign = await serve((request) => {
    seen.push({ path: new URL(request.url).pathname, authorization: request.headers.get('authorization') })
    return Response.json({ access_token: 'stolen' })
  })
  const answer = async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    const [, area, action, ...rest] = pathname.split('/')
    if (area === 'files') return file(pathname)
    if (area === 'hang' || action === 'hang') return new Promise(() => {})
    if (area === 'moved') return redirect(307, pathname.replace('/moved', ''))
    if (area === 'astray') return redirect(307, foreign.url + pathname.replace('/astray', ''))
    if (area === 'held') {
      await servers.hold?.('held')
      return new Response()
    }
    if (area !== 'api') {
      const answered = await servers.service.fetch(request)
      await servers.hold?.('service')
      return answered
    }
    if (action === 'seen') return Response.json(seen.filter(({ path }) => path === `/${rest.join('/')}`))
    const echoed = await echo(request, servers.service)
    if (action === 'redirect') return redirect(Number(rest[0]), searchParams.get('to'))
    if (action === 'steps' && rest[0] !== '0') return redirect(302, `/api/steps/${rest[0] - 1}`)
    if (action !== 'refuse') return Response.json(echoed, { headers: { 'x-method': request.method } })
    const bodies = [...(refused.get(rest[1]) ?? []), echoed.body]
    refused.set(rest[1], bodies)
    return Response.json({ ...echoed, bodies }, { status: bodies.length > rest[0] ? 200 : 401 })
  }
  const home = await serve(answer)
  const allowed = await serve(answer)
  const close = () => Promise.all([home, allowed, foreign].map((server) => server.close()))
  const scene = { home: home.url, allowed: allowed.url, foreign: foreign.url }
  return Object.assign(servers, makeService({ store: new MemoryStore(), issuer: home.url }), { scene, seen, close })
}

/** What arrived, and whom the service takes the bearer for. */
const echo = async (request, service) => {
  const subject = await service.authenticate(request).then(({ claims }) => claims.sub, () => null)
  const { method, headers } = request
  return { method, subject, note: headers.get('x-note'), body: await request.text(), type: headers.get('content-type'), language: headers.get('content-language') }
}

const redirect = (status, location) => new Response('moved', { status, headers: { location } })

/** The page, and the modules that it imports. */
const file = async (path) => {
  if (path === '/files/') return new Response(PAGE, { headers: { 'content-type': 'text/html' } })
  const type = { '.js': 'text/javascript' }[extname(path)] ?? 'application/octet-stream'
  return new Response(await readFile(path.replace('/files/', '')), { headers: { 'content-type': type } })
}

const PAGE = `<!doctype html><title>countersign/client</title>
<script type="importmap">{ "imports": { "countersign/client": "/files/node_modules/countersign/dist/client.js" } }</script>
<script type="module">
  import { run } from '/files/tests/client/suite/index.js'
  const scene = Object.fromEntries(new URLSearchParams(location.search))
  window.outcome = JSON.stringify(await run(scene))
</script>`
