// Real input: tokens and public keys made by other libraries, with nothing of countersign in them.

import { execFileSync } from 'node:child_process'
import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { SignJWT, exportJWK, generateKeyPair } from 'jose'

const claims = (issuer, audience) => {
  const now = Math.floor(Date.now() / 1000)
  return { iss: issuer, aud: audience, sub: 'user-1', scope: 'read', iat: now, exp: now + 600 }
}

/** `{ name, token, keys }` of each library that is there; `keys` is what it would publish. */
export async function minted(issuer, audience) {
  return (await Promise.all([jose, node, pyjwt].map((mint) => mint(claims(issuer, audience))))).filter(Boolean)
}

async function jose(body) {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA')
  const token = await new SignJWT(body).setProtectedHeader({ alg: 'EdDSA', kid: 'jose-1', typ: 'JWT' }).sign(privateKey)
  return { name: 'jose', token, keys: { keys: [{ ...(await exportJWK(publicKey)), kid: 'jose-1', use: 'sig' }] } }
}

function node(body) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const spell = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${spell({ alg: 'Ed25519', typ: 'at+jwt' })}.${spell(body)}`
  const signature = sign(null, Buffer.from(text), privateKey).toString('base64url')
  return { name: "Node's crypto", token: `${text}.${signature}`, keys: publicKey.export({ format: 'pem', type: 'spki' }) }
}

/** Undefined where there is no Python with PyJWT: it is no condition for anything else. */
function pyjwt(body) {
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' })
  const program = 'import json, sys, jwt; given = json.load(sys.stdin); print(jwt.encode(given["body"], given["pem"], algorithm="EdDSA"))'
  try {
    const token = execFileSync('python3', ['-c', program], { input: JSON.stringify({ body, pem }), encoding: 'utf8', stdio: 'pipe' }).trim()
    return { name: 'PyJWT', token, keys: createPublicKey(privateKey).export({ format: 'jwk' }) }
  } catch {
    return undefined
  }
}
