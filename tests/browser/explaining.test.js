import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromiumTest, inspector } from './support/chromium.js'
import { enter, expectVerdict, levels, unfold } from './support/page.js'
import { claims, foreignKey } from './support/tokens.js'

const { open } = inspector()
const key = foreignKey()
const thumbprint = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I'

test('claims whose meaning is in their parts are explained in place', chromiumTest, async () => {
  const page = await open()
  const now = Math.floor(Date.now() / 1000)
  await enter(page, key.token(claims({
    cnf: { jkt: thumbprint }, act: { sub: 'support', act: { sub: 'robot' } }, scope: 'read write', sid: 's-1', auth_time: now - 600, iat: now,
    status: { status_list: { idx: 5, uri: 'https://auth.example/status/1' } },
  })))
  const row = (name) => page.locator('#claims tbody tr').filter({ has: page.locator('th', { hasText: new RegExp(`^${name}$`) }) }).innerText()
  for (const [name, ...words] of [
    ['cnf', 'signs each request with the DPoP key of this thumbprint', 'RFC 9449 §6.1'],
    ['act', 'support acts now, for user-1', 'Before that: robot'],
    ['scope', '2 scopes: read · write'],
    ['sid', 'A logout that names it'],
    ['status', 'Entry 5 of the list at https://auth.example/status/1', 'it has not asked'],
    ['auth_time', '10 min before the token was issued', ' ago'],
  ]) for (const part of words) assert.ok((await row(name)).includes(part), `${part} in ${await row(name)}`)
  await enter(page, key.token({ htm: 'POST', htu: 'https://api.example/a?b', ath: 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo', jti: '1', iat: now }, { alg: 'EdDSA', typ: 'dpop+jwt', jwk: key.publicJwk }))
  for (const [name, ...words] of [
    ['htm', 'Good for a POST request to https://api.example/a?b'], ['htu', 'without query and fragment'], ['ath', 'SHA-256 of the access token'],
  ]) for (const part of words) assert.ok((await row(name)).includes(part), `${part} in ${await row(name)}`)
  assert.match(await page.locator('#header').innerText(), /a DPoP proof: it accompanies an access token/)
  assert.equal((await levels(page))['dpop-proof'], 'warn')
})

test('a bound token is never one with nothing to object to', chromiumTest, async () => {
  const page = await open()
  await unfold(page, '#expectations')
  await page.locator('#keys').fill(JSON.stringify(key.publicJwk))
  await page.getByLabel('Issuer iss').first().fill('https://auth.example')
  await page.getByLabel('Audience aud').fill('api')
  await enter(page, key.token(claims()))
  await expectVerdict(page, 'valid')
  assert.equal(await page.locator('.tally').innerText(), 'Nothing to object to in the token itself.')
  for (const cnf of [{ jkt: thumbprint }, { 'x5t#S256': thumbprint }, {}, 'text', null]) {
    await enter(page, key.token(claims({ cnf })))
    await page.locator('[data-rule=proof-of-possession][data-level=warn]').waitFor()
    assert.notEqual(await page.locator('.tally').innerText(), 'Nothing to object to in the token itself.')
    const said = await page.locator('#verdict').innerText()
    if (said.startsWith('✓')) assert.match(said, /bound to a key of its holder \(cnf\): alone, without a proof of that key, a service must refuse it/)
  }
})
