import { authenticate } from 'countersign/fetch'
import { verifier } from '../../../verifier.js'

export const runtime = 'edge'

export const GET = authenticate(verifier, (request, token) => Response.json({ hello: token.claims.sub }))
