import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { KeySet, SigningKey, issue, verify } from 'countersign'

const folder = mkdtempSync(join(tmpdir(), 'countersign-pyjwt-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const python = install()
const notRun = python === undefined && 'not run: this machine has no python3 with venv and PyJWT'

const issuer = 'https://auth.example'
const audience = 'api'
const claims = { sub: 'user-1', role: 'admin', text: 'ü😀', list: [1, 0.5, null] }

test('a token of PyJWT verifies here', { skip: notRun }, () => {
  const key = SigningKey.generate()
  const program = `
import json, sys, time, jwt
given = json.load(sys.stdin)
body = {**given["claims"], "iss": given["issuer"], "aud": [given["audience"]], "iat": int(time.time()), "exp": time.time() + 60}
print(jwt.encode(body, given["pem"], algorithm="EdDSA", headers={"kid": given["kid"]}))`
  const token = run(program, { claims, issuer, audience, pem: key.toPem(), kid: key.kid })
  const result = verify(token, key, { issuer, audience })
  for (const [name, value] of Object.entries(claims)) assert.deepEqual(result.claims[name], value)
})

test('a token of ours verifies in PyJWT, by PEM and by JWKS', { skip: notRun }, () => {
  const key = SigningKey.generate()
  const token = issue(claims, key, { issuer, audience, expiresIn: 60 })
  const program = `
import json, sys, jwt
given = json.load(sys.stdin)
check = dict(algorithms=["EdDSA"], issuer=given["issuer"], audience=given["audience"])
by_pem = jwt.decode(given["token"], given["pem"], **check)
jwk = jwt.PyJWKSet.from_dict(given["jwks"])[jwt.get_unverified_header(given["token"])["kid"]]
assert jwt.decode(given["token"], jwk.key, **check) == by_pem
print(json.dumps(by_pem))`
  const payload = JSON.parse(run(program, { token, issuer, audience, pem: key.toPublicPem(), jwks: new KeySet(key).toJwks() }))
  for (const [name, value] of Object.entries(claims)) assert.deepEqual(payload[name], value)
})

/** @returns {string | undefined} a Python that has PyJWT, in a venv of its own */
function install() {
  const quiet = { stdio: 'ignore', timeout: 180_000 }
  try {
    execFileSync('python3', ['-m', 'venv', folder], quiet)
    const found = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
    execFileSync(found, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'pyjwt[crypto]==2.10.1'], quiet)
    return found
  } catch {
    return undefined
  }
}

function run(program, input) {
  return execFileSync(python, ['-c', program], { input: JSON.stringify(input), encoding: 'utf8' }).trim()
}
