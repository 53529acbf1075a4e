// What the adapters promise about the request; compiled, never run.

import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import { KeySet, Verifier, type VerifiedToken } from 'countersign'
import * as forExpress from 'countersign/express'
import * as forFastify from 'countersign/fastify'
import * as forFetch from 'countersign/fetch'
import * as forHono from 'countersign/hono'
import * as forMcp from 'countersign/mcp'
import { keepInKv } from 'countersign/persistence/kv'

declare const keys: KeySet
const verifier = new Verifier(keys, { issuer: null, audience: null })
const subjectOf = (token: VerifiedToken): string | undefined => token.claims.sub

new Hono()
  .use(forHono.authenticate(verifier, { realm: 'api' }))
  .get('/me', (c) => c.text(subjectOf(c.var.token) ?? ''))
  .post('/tokens', forHono.requireScope('a', 'b'), (c) => c.text(subjectOf(c.get('token')) ?? ''))

const app = express()
app.use(forExpress.authenticate(verifier))
app.get('/me', forExpress.requireScope('a'), (req, res) => void res.json(req.token && subjectOf(req.token)))

const server = fastify()
server.addHook('onRequest', forFastify.authenticate(verifier))
server.get('/me', { onRequest: forFastify.requireScope('a') }, async (request) => request.token && subjectOf(request.token))

type Env = { name: string }
const handler: (request: Request, env: Env) => Promise<Response> =
  forFetch.authenticate(verifier, forFetch.requireScope('a', (request, token, env: Env) => new Response(env.name + subjectOf(token))))
void handler

// What the SDK of the Model Context Protocol asks for, in both of its versions.
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
import type { OAuthTokenVerifier as FirstVerifier } from '@modelcontextprotocol/sdk/server/auth/provider.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { createMcpHandler, McpServer, OAuthError, type OAuthTokenVerifier as SecondVerifier } from '@modelcontextprotocol/server'

const first: FirstVerifier = forMcp.tokenVerifier(verifier, { refuse: ({ message }) => new InvalidTokenError(message) })
const second: SecondVerifier = forMcp.tokenVerifier(verifier, { refuse: ({ message }) => new OAuthError('invalid_token', message) })
void [first, second]

const guard = forMcp.protectMcp(verifier, { resource: 'https://api.example/mcp', authorizationServers: ['https://auth.example'], toolScopes: { write: ['notes:write'] } })
app.use(guard.middleware)
guard.fetch(createMcpHandler(() => new McpServer({ name: 'notes', version: '1.0.0' })).fetch)
guard.fetch((request, options) => new WebStandardStreamableHTTPServerTransport().handleRequest(request, options))
// @ts-expect-error the error of the SDK has to be given
forMcp.tokenVerifier(verifier, {})

void keepInKv({ get: async () => null, put: async () => {} })

// @ts-expect-error a verifier has to be given
forHono.authenticate()
// @ts-expect-error scopes are strings
forExpress.requireScope(5)
// @ts-expect-error there is no such option
forFastify.authenticate(verifier, { realms: 'api' })
