import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clients } from './support/clients.js'
import { freeOrigin, startServer, startService } from './support/programs.js'

// Real clients and servers of the SDK over HTTP; the servers are those of the document, as they are printed there.
for (const program of ['express, version 1', 'express, version 2', 'hono, version 1', 'hono, version 2']) {
  describe(`the server with ${program} of the SDK`, () => {
    for (const [version, connect] of Object.entries(clients)) {
      test(`is discovered, called and asked for more scope by the client of ${version}`, { timeout: 120_000 }, async (t) => {
        const origin = await freeOrigin()
        const { issuer } = await startService(t, origin)
        await startServer(t, program, { issuer, origin })
        const resource = `${origin}/mcp`
        const metadata = `${origin}/.well-known/oauth-protected-resource/mcp`

        const { client, notes, challenges } = await connect(resource, issuer)
        t.after(() => client.close())
        // 401 with the metadata's address, discovery, a token for this resource, and the same request again.
        assert.equal(challenges[0], `Bearer scope="notes:read", resource_metadata="${metadata}"`)
        const steps = notes.map(({ method, path, status }) => `${method} ${path} ${status}`)
        const flow = ['POST /mcp 401', 'GET /.well-known/oauth-protected-resource/mcp 200', 'GET /.well-known/oauth-authorization-server 200', 'POST /token 200', 'POST /mcp 200']
        assert.deepEqual(steps.filter((step) => flow.includes(step)).slice(0, flow.length), flow)
        const [asked] = notes.filter(({ form }) => form).map(({ form }) => form)
        assert.deepEqual([asked.grant_type, asked.resource, asked.scope], ['client_credentials', resource, 'notes:read'])

        const textOf = async (name) => (await client.callTool({ name })).content[0].text
        assert.equal(await textOf('whoami'), 'notebook')
        assert.ok(!notes.some(({ status }) => status === 403), 'a tool without scopes of its own needs no others')

        assert.equal(await textOf('add-note'), 'added')
        assert.match(challenges.at(-1), new RegExp(`^Bearer error="insufficient_scope", .*scope="notes:read notes:write", resource_metadata="${metadata}"$`))
        const refused = notes.findIndex(({ status }) => status === 403)
        const after = notes.slice(refused).filter(({ path }) => path === '/mcp' || path === '/token')
        assert.deepEqual(after.map(({ path, status }) => [path, status]), [['/mcp', 403], ['/token', 200], ['/mcp', 200]])
        assert.deepEqual(after[1].form.scope.split(' ').sort(), ['notes:read', 'notes:write'])
      })
    }
  })
}
