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

/** The life of a token, in a browser and as lines for a shell. They keep what they get in variables, not in files. */
export function lines(origin) {
  const json = `-H 'content-type: application/json'`
  const bearer = (variable, member) => `-H "Authorization: Bearer $(pick "$${variable}" ${member})"`
  return `
The account page: ${origin}/account (log in as ${user.username} with "${user.password}"). The same in a shell:
  pick() { node -p 'JSON.parse(process.argv[1])[process.argv[2]]' "$@"; }
  pair=$(curl -s ${origin}/token ${json} -d '${JSON.stringify(user)}'); curl -sw '\\n' ${origin}/hello ${bearer('pair', 'access_token')}
  pair=$(curl -s ${origin}/token -d grant_type=refresh_token -d "refresh_token=$(pick "$pair" refresh_token)"); echo "$pair"
  made=$(curl -s ${origin}/api-tokens ${bearer('pair', 'access_token')} ${json} -d '{"name":"script","scope":"read"}'); echo "$made"
  curl -sw '\\n' ${origin}/hello ${bearer('made', 'token')}
  curl -s ${origin}/revoke -d "token=$(pick "$made" token)"; curl -si ${origin}/hello ${bearer('made', 'token')}`.trim()
}
