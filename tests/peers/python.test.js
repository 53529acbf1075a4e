import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { PASSWORD, SECRET, provider } from './support/provider.js'

const execute = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'countersign-python-'))
const python = install()
const notRun = python === undefined && 'not run: this machine has no python3 with venv, Authlib and requests-oauthlib'

describe('Python', { skip: notRun }, () => {
  let running
  before(async () => {
    // Authlib insists on a member that RFC 8414 §3.2 forbids as long as it would be empty.
    running = await provider({ metadata: { response_types_supported: ['none'] } })
  })
  after(async () => {
    await running?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const library of ['authlib', 'requests_oauthlib']) {
    test(`${library} plays discovery, client credentials, password, refresh, introspection and revocation`, async () => {
      const program = readFileSync(new URL(`./python/${library}_client.py`, import.meta.url), 'utf8')
      const given = JSON.stringify({ issuer: running.issuer, secret: SECRET, password: PASSWORD })
      const { stdout } = await execute(python, ['-c', program, given], { env: { ...process.env, OAUTHLIB_INSECURE_TRANSPORT: '1', AUTHLIB_INSECURE_TRANSPORT: '1' } })
      assert.equal(stdout.trim(), 'played')
    })
  }
})

/** @returns {string | undefined} a Python with both libraries, in a venv of its own */
function install() {
  const quiet = { stdio: 'ignore', timeout: 180_000 }
  try {
    execFileSync('python3', ['-m', 'venv', folder], quiet)
    const found = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
    const packages = ['authlib==1.9.10', 'requests==2.34.2', 'requests-oauthlib==2.0.0']
    execFileSync(found, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], quiet)
    return found
  } catch {
    return undefined
  }
}
