import { RemoteKeySet, Verifier } from 'countersign'

const { ISSUER = 'https://auth.example', AUDIENCE = 'api', JWKS_URL = `${ISSUER}/.well-known/jwks.json` } = process.env

export const verifier = new Verifier(new RemoteKeySet(JWKS_URL), { issuer: ISSUER, audience: AUDIENCE, type: 'at+jwt' })
