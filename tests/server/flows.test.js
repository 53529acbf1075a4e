import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { RemoteKeySet, Verifier, decode } from 'countersign'
import { freePort } from '../service/support/ports.js'
import { PASSWORD, ending, newService, run, runtimes, shell, startServer } from './support/command.js'

const json = `-H 'content-type: application/json'`
const curl = (cwd, line) => JSON.parse(shell(`curl -sS ${line}`, { cwd }) || 'null')

// The documented systems of tests/service/flows, with nothing but a command line on either side.
for (const { name, command } of runtimes) {
  describe(`countersign serve on ${name}`, { skip: command ? false : `not run: ${name} is not installed` }, () => {
    let service
    const at = ending()
    after(() => at.end())
    before(async () => {
      const userArgs = ['--role', 'Administrators']
      service = await newService(at, { userArgs })
      await startServer(at, { cwd: service.cwd, command })
    })

    test('plays F1, F2, F4 and F5 with five lines of curl', async () => {
      const { cwd, url } = service
      // F5: user name and password bring a pair.
      const pair = curl(cwd, `${url}/token ${json} -d '{"username":"ada","password":"${PASSWORD}"}'`)
      assert.deepEqual([pair.token === pair.access_token, typeof pair.refresh_token, pair.token_type, pair.expires_in], [true, 'string', 'Bearer', 3600])
      // F1 and F4: people make permanent tokens themselves, with a label and a role.
      const made = curl(cwd, `${url}/me/api-tokens -H 'authorization: Bearer ${pair.token}' ${json} -d '{"name":"nightly purge","role":"Administrators","scopes":["read"]}'`)
      assert.match(made.token, /^countersign_\w{40,}$/)
      assert.deepEqual([made.name, made.role, made.owner, made.expires_at], ['nightly purge', 'Administrators', { type: 'user', id: 'ada' }, null])
      // F2: a disposable pair for a key, and the next for that.
      const disposable = curl(cwd, `${url}/auth/api-key ${json} -d '{"apiKey":"${made.token}"}'`)
      const next = curl(cwd, `${url}/auth/refresh ${json} -d '{"refreshToken":"${disposable.refresh_token}"}'`)
      assert.deepEqual([next.token_type, next.expires_in, typeof next.refresh_token], ['Bearer', 3600, 'string'])
      // F5: an API verifies it without asking anybody, and F1's session ends by itself.
      const keys = new RemoteKeySet(`${url}/.well-known/jwks.json`)
      const { claims } = await new Verifier(keys, { issuer: url, audience: 'api', scope: 'read' }).authenticate(`Bearer ${next.access_token}`)
      assert.deepEqual([claims.sub, decode(next.access_token).header.typ], ['ada', 'at+jwt'])
      // F4: revoked is revoked at once, with all that stood for it.
      shell(`curl -sS --fail -X DELETE ${url}/me/api-tokens/${made.id} -H 'authorization: Bearer ${pair.token}'`, { cwd })
      assert.equal(curl(cwd, `${url}/me -H 'authorization: Bearer ${made.token}'`).code, 'ERR_TOKEN_REVOKED')
      assert.equal(curl(cwd, `${url}/auth/refresh ${json} -d '{"refreshToken":"${next.refresh_token}"}'`).code, 'ERR_TOKEN_REVOKED')
    })

    test('serves the account page, its health and the metadata', async () => {
      const { url } = service
      const page = await fetch(`${url}/account`)
      assert.deepEqual([page.status, page.headers.get('content-security-policy')?.startsWith("default-src 'none'")], [200, true])
      assert.match(await page.text(), /<title>Your account/)
      for (const [path, status] of [['/healthz', 'alive'], ['/readyz', 'ready']]) assert.deepEqual(await (await fetch(url + path)).json(), { status }, path)
      assert.equal((await (await fetch(`${url}/.well-known/oauth-authorization-server`)).json()).issuer, url)
      assert.equal((await fetch(`${url}/nothing`)).status, 404)
    })

    test('makes and reads its files, whichever runtime wrote them', async (t) => {
      const listed = await run(['users', 'list'], { cwd: service.cwd, command })
      assert.match(listed.stdout, /^ada {2}user {2}all scopes {2}Administrators\n$/, listed.stderr)
      const added = await run(['users', 'add', 'ci', '--application', '--scope', 'read'], { cwd: service.cwd, input: PASSWORD, command })
      t.after(() => run(['users', 'remove', 'ci'], { cwd: service.cwd }))
      assert.equal(added.code, 0, added.stderr)
      const basic = `-u 'ci:${PASSWORD}'`
      let answer
      // It is seen within a second, without a restart.
      for (let left = 20; left > 0 && !answer?.access_token; left--) {
        answer = curl(service.cwd, `${service.url}/token ${basic} -d grant_type=client_credentials`)
        if (!answer.access_token) await new Promise((resolve) => setTimeout(resolve, 200))
      }
      const { sub, sub_type, scope } = decode(answer.access_token).claims
      assert.deepEqual([sub, sub_type, scope], ['ci', 'application', 'read'])
    })
  })
}

test('npx countersign serve --init && npx countersign serve, in an empty folder', async (t) => {
  // Below the project, so that npx finds the tarball that is installed there.
  const cwd = await mkdtemp(join(process.cwd(), 'empty '))
  t.after(() => rm(cwd, { recursive: true }))
  const port = await freePort()
  const env = { npm_config_offline: 'true', npm_config_update_notifier: 'false' }
  assert.match(shell(`npx countersign serve --init --port ${port}`, { cwd, env }), /Next: countersign users add NAME/)
  shell(`echo '${PASSWORD}' | npx countersign users add ada 2>&1`, { cwd, env })
  const answer = shell(`
    npx countersign serve > log & server=$!
    for i in $(seq 100); do curl -s http://127.0.0.1:${port}/readyz > ready && break; sleep 0.2; done
    curl -s http://127.0.0.1:${port}/token ${json} -d '{"username":"ada","password":"${PASSWORD}"}'
    kill $(grep -m1 -o '"pid":[0-9]*' log | cut -d: -f2); wait $server`, { cwd, env })
  assert.equal(JSON.parse(answer).token_type, 'Bearer')
})
