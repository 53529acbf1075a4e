import { NextResponse } from 'next/server'
import { authenticate, requireScope } from 'countersign/fetch'
import { verifier } from './verifier.js'

const proceed = () => NextResponse.next()
const writers = requireScope('tokens:write', proceed)

// Whatever is under /api sees verified requests only.
export const middleware = authenticate(verifier, (request, token) => (request.method === 'POST' ? writers : proceed)(request, token))

export const config = { matcher: '/api/:path*' }
