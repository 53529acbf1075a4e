// A provider of an API: the token service on SQLite with its account page, and one resource that its tokens open.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { timingSafeEqual } from 'node:crypto'
import { SigningKey } from 'countersign'
import { accountPage } from 'countersign/account'
import { authenticate, requireScope } from 'countersign/fetch'
import { TokenService } from 'countersign/service'
import { SqliteStore } from 'countersign/stores/sqlite'
import { repository } from '../paths.js'

const folder = repository('target/demo')
const user = { username: 'ada', password: 'correct horse battery staple' }

/** What answers the requests to `origin`. The data outlives the process, as a provider's does: it is in target/demo. */
export function demo(origin) {
  mkdirSync(folder, { recursive: true })
  const service = new TokenService({
    issuer: origin,
    audience: 'demo',
    key: signingKey(),
    store: new SqliteStore({ url: `file:${folder}/tokens.db` }),
    prefix: 'demo',
    authenticate: ({ username, password }) =>
      username === user.username && same(password, user.password) ? { subject: username, scope: 'read write tokens:manage', roles: ['viewer', 'editor'] } : undefined,
  })
  const hello = authenticate(service, requireScope('read', (_request, { claims }) => Response.json({ hello: claims.sub })))
  const page = accountPage(service, {
    name: 'Demo account',
    exampleUrl: `${origin}/hello`,
    scopes: { read: 'Call GET /hello', write: 'Nothing yet, in this demo', 'tokens:manage': "Manage everybody's API tokens" },
    roles: { viewer: 'Looks, and changes nothing', editor: 'Changes what others see' },
  })
  return (request) => (new URL(request.url).pathname === '/hello' ? hello(request) : page(request))
}

function signingKey() {
  const file = `${folder}/key.json`
  try {
    return SigningKey.fromJwk(readFileSync(file, 'utf8'))
  } catch {
    const key = SigningKey.generate()
    writeFileSync(file, JSON.stringify(key.toJwk()), { mode: 0o600 })
    return key
  }
}

const same = (given, wanted) => {
  const [one, another] = [given ?? '', wanted].map((text) => Buffer.from(String(text).padEnd(64)))
  return one.length === another.length && timingSafeEqual(one, another)
}

/** The life of a token, in a browser and as lines for a shell. */
export function lines(origin) {
  return `
In a browser: ${origin}/account
  Log in as ${user.username} with the password "${user.password}". Create a token, run the curl line that the page shows,
  see when it was used last, re-roll it, revoke it, run the line again and be refused; log out everywhere.
Log in, call, refresh:
  curl -sw "\\n" ${origin}/token -H 'content-type: application/json' -d '${JSON.stringify(user)}' | tee pair.json
  curl -sw "\\n" ${origin}/hello -H "Authorization: Bearer $(${pick('pair.json', 'access_token')})"
  curl -sw "\\n" ${origin}/auth/refresh -H 'content-type: application/json' -d "{\\"refreshToken\\":\\"$(${pick('pair.json', 'refresh_token')})\\"}" | tee next.json
Make a permanent token, revoke it, and be refused:
  curl -sw "\\n" ${origin}/api-tokens -H "Authorization: Bearer $(${pick('next.json', 'access_token')})" -H 'content-type: application/json' -d '{"name":"script","scope":"read"}' | tee permanent.json
  curl -sw "\\n" ${origin}/revoke -d "token=$(${pick('permanent.json', 'token')})"; curl -si ${origin}/hello -H "Authorization: Bearer $(${pick('permanent.json', 'token')})"`
}

const pick = (file, member) => `node -p "JSON.parse(fs.readFileSync('${file}')).${member}"`
