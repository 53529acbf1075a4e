import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { chromiumTest, inspector } from './support/chromium.js'
import { enter, expectVerdict, sample, token, unfold } from './support/page.js'
import { claims, foreignKey } from './support/tokens.js'

const { open } = inspector()
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const copied = (page) => page.evaluate(() => navigator.clipboard.readText())
const clipboard = { permissions: ['clipboard-read', 'clipboard-write'] }

const KINDS = {
  RS256: ['rsa', { modulusLength: 2048 }, {}],
  PS384: ['rsa', { modulusLength: 2048 }, { padding: 6, saltLength: 48 }],
  ES256: ['ec', { namedCurve: 'P-256' }, { dsaEncoding: 'ieee-p1363' }],
  ES512: ['ec', { namedCurve: 'P-521' }, { dsaEncoding: 'ieee-p1363' }],
}

/** A token of an algorithm that is not ours, as `{ token, jwk, pem }`. */
function foreign(alg, { kid = 'its key', options, header = {} } = {}) {
  const [type, made, how] = KINDS[alg]
  const { publicKey, privateKey } = generateKeyPairSync(type, options ?? made)
  const input = `${part({ alg, typ: 'JWT', kid, ...header })}.${part(claims())}`
  const signature = sign(`sha${alg.slice(2)}`, Buffer.from(input), { key: privateKey, ...how })
  return { token: `${input}.${signature.toString('base64url')}`, jwk: { ...publicKey.export({ format: 'jwk' }), kid }, pem: publicKey.export({ format: 'pem', type: 'spki' }) }
}

test('“Give keys” leads to the open panel, and goes once there are keys', chromiumTest, async () => {
  const page = await open()
  const key = foreignKey()
  await enter(page, key.token(claims()))
  await page.getByRole('button', { name: 'Give keys' }).click()
  assert.equal(await page.evaluate(() => document.activeElement.id), 'keys')
  assert.ok(await page.locator('#keys').isVisible())
  await page.locator('#keys').fill(JSON.stringify(key.publicJwk))
  await expectVerdict(page, 'valid')
  assert.ok(await page.locator('#give-keys').isHidden())
  await enter(page, foreignKey().token(claims()))
  await expectVerdict(page, 'ERR_KEY_UNKNOWN')
  assert.ok(await page.locator('#give-keys').isVisible())
})

test('each key is there as JWK and as PEM, with its thumbprint', chromiumTest, async () => {
  const page = await open(clipboard)
  const { jwk, pem } = foreign('ES256')
  const ours = foreignKey()
  const pemOf = (jwk) => createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'pem', type: 'spki' })
  await unfold(page, '#expectations')
  for (const [given, expected, members] of [
    [JSON.stringify({ keys: [ours.publicJwk] }), ours.publicJwk, ['crv', 'kty', 'x']],
    [pemOf(ours.publicJwk), ours.publicJwk, ['crv', 'kty', 'x']],
    [JSON.stringify(jwk), jwk, ['crv', 'kty', 'x', 'y']],
    [pem, jwk, ['crv', 'kty', 'x', 'y']],
  ]) {
    await page.locator('#keys').fill(given)
    await page.locator('#given-keys').waitFor()
    await page.locator('#given-keys').evaluate((details) => { details.open = true })
    const thumbprint = createHash('sha256').update(JSON.stringify(Object.fromEntries(members.map((name) => [name, expected[name]])))).digest('base64url')
    await page.locator('#given-keys dd', { hasText: thumbprint }).first().waitFor()
    await page.locator('#given-keys').getByRole('button', { name: 'Copy JWK' }).click()
    const copy = JSON.parse(await copied(page))
    for (const name of members) assert.equal(copy[name], expected[name], name)
    assert.equal(copy.d, undefined)
    await page.locator('#given-keys').getByRole('button', { name: 'Copy PEM' }).click()
    await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith('-----BEGIN'))
    assert.equal(await copied(page), pemOf(expected))
  }
})

test('the private half of the page’s key is saved only after a step of its own', chromiumTest, async () => {
  const page = await open(clipboard)
  await unfold(page, '#making')
  const pem = page.getByRole('button', { name: 'Save private PEM' })
  assert.ok(await pem.isHidden())
  await page.getByText('The private half').click()
  const [saved] = await Promise.all([page.waitForEvent('download'), pem.click()])
  const privateKey = createPrivateKey(readFileSync(await saved.path(), 'utf8'))
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  assert.equal(createHash('sha256').update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x })).digest('base64url'), await page.locator('#page-kid').innerText())
  await page.locator('#page-key').getByRole('button', { name: 'Copy PEM' }).click()
  assert.equal(await copied(page), createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }))
  await page.getByRole('button', { name: 'New key' }).click()
  assert.ok(await pem.isHidden(), 'a new key hides its own again')
})

test('the commands that fetch the issuer’s keys name nothing but an address', chromiumTest, async () => {
  const page = await open()
  await unfold(page, '#expectations')
  const key = foreignKey()
  const commands = async (iss) => {
    await enter(page, key.token(claims({ iss })))
    await expectVerdict(page, 'unchecked')
    return page.locator('#fetching code').allInnerTexts()
  }
  assert.deepEqual(await commands('https://auth.example/tenant/'), [
    "curl -gsSL --proto =https 'https://auth.example/tenant/.well-known/jwks.json'",
    "curl -gsSL --proto =https 'https://auth.example/tenant/.well-known/openid-configuration'",
  ])
  assert.equal((await commands('http://localhost:8080')).length, 2)
  for (const iss of ["https://auth.example/'; rm -rf ~ #", 'https://auth.example/\n-o x', 'http://auth.example', 'joe', 'https://user@auth.example', '-o x', 'file:///etc/passwd', 'https://auth.example\\'])
    assert.deepEqual(await commands(iss), [], iss)
})

test('the programs verify this very token', chromiumTest, async () => {
  const page = await open()
  const golden = readFileSync(new URL('support/program.rs', import.meta.url), 'utf8')
  const [keys, given] = [...golden.matchAll(/(?:parse\(|token = )"(.*)"/g)].map(([, text]) => text.replaceAll('\\"', '"'))
  await unfold(page, '#expectations')
  await page.locator('#keys').fill(keys)
  for (const [name, text] of Object.entries({ issuer: 'https://auth.example', audience: 'api', type: 'JWT', scope: 'read' })) await page.locator(`#${name}`).fill(text)
  await enter(page, given)
  await expectVerdict(page, 'valid')
  const [ours, rust, jose] = await page.locator('#programs pre').evaluateAll((all) => all.map(({ textContent }) => textContent))
  assert.equal(rust, golden, 'tests/inspection.rs runs it')
  for (const program of [ours, jose]) assert.match(run(program), /user-1/)
  // What an issuer writes stays a string.
  await page.locator('#issuer').fill("https://a'\"\\${x}`")
  assert.match(run((await page.locator('#programs pre').first().textContent()).replace('verify(token', '((_, __, policy) => ({ claims: policy.issuer }))(token')), /https:\/\/a'"\\\$\{x\}`/)
})

function run(program) {
  writeFileSync('program.mjs', program)
  return execFileSync(process.execPath, ['program.mjs'], { encoding: 'utf8' })
}

test('a token is copied as a header and as a curl command', chromiumTest, async () => {
  const page = await open(clipboard)
  await sample(page, 'valid')
  await page.getByRole('button', { name: 'Copy as curl' }).click()
  assert.equal(await copied(page), `curl -i 'https://api.example/' -H 'Authorization: Bearer ${await token(page)}'`)
  await enter(page, "a'; rm -rf ~; '")
  assert.ok(await page.locator('#copy-curl').isDisabled())
})

test('two tokens are compared member by member, as they are written', chromiumTest, async () => {
  const page = await open()
  const key = foreignKey()
  await enter(page, key.token('{"iss":"a","sub":"x\u202ey","n":1.0,"same":true}'))
  await page.getByText('Compare with another token').click()
  await page.locator('#other').fill(`Authorization: Bearer ${key.token('{"iss":"a","sub":"xy","n":1,"same": true,"new":[1, 2]}')}`)
  await page.locator('#difference table').waitFor()
  const rows = await page.locator('#difference tbody tr').evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)))
  assert.deepEqual(rows, [['claims sub', '"x\\u202Ey"', '"xy"'], ['claims n', '1.0', '1'], ['claims new', 'absent', '[1,2]']])
  await page.locator('#other').fill(await token(page))
  assert.equal(await page.locator('#difference').innerText(), 'Header and claims say the same.')
  await page.locator('#other').fill('nothing')
  assert.match(await page.locator('#difference').innerText(), /is not a JWT/)
})

for (const alg of Object.keys(KINDS)) {
  test(`a signature of ${alg} is checked by the browser, apart from the verdict`, chromiumTest, async () => {
    const page = await open()
    const { token, jwk, pem } = foreign(alg)
    const said = async (wanted) => {
      await page.waitForFunction((wanted) => new RegExp(wanted).test(document.querySelector('#browser-check').textContent), wanted.source).catch(() => {})
      assert.match(await page.locator('#browser-check').textContent(), wanted)
      await expectVerdict(page, 'ERR_ALGORITHM_NOT_ALLOWED')
    }
    await enter(page, token)
    await said(/^$/)
    await page.getByRole('button', { name: 'Give keys' }).click()
    await page.locator('#keys').fill(JSON.stringify({ keys: [foreignKey().publicJwk, foreign(alg, { kid: 'another' }).jwk, jwk] }))
    await said(new RegExp(`^✓ Signature holds, by this browser \\(${alg}, key “its key”\\)`))
    assert.ok(await page.locator('#give-keys').isHidden())
    const [head, body, signature] = token.split('.')
    await enter(page, `${head}.${part(claims({ sub: 'admin' }))}.${signature}`)
    await said(/^✕ Signature does not hold, by this browser/)
    await page.locator('#keys').fill(pem)
    await said(/^✕/)
    await enter(page, token)
    await said(/^✓ Signature holds/)
    assert.match(await page.locator('#verdict-facts').innerText(), /401/)
    await page.locator('#keys').fill(JSON.stringify({ ...jwk, kid: 'another' }))
    await said(/^This browser can check .* “its key”/)
    await page.locator('#keys').fill(JSON.stringify({ ...jwk, use: 'enc' }))
    await said(/^This browser can check/)
    assert.deepEqual(page.said, [])
    assert.ok(body)
  })
}

test('the browser is not asked what it would answer wrongly', chromiumTest, async () => {
  const page = await open()
  await unfold(page, '#expectations')
  const small = foreign('RS256', { options: { modulusLength: 1024 } })
  await page.locator('#keys').fill(JSON.stringify(small.jwk))
  await enter(page, small.token)
  await page.locator('#browser-check', { hasText: 'its key has 1024 bits' }).waitFor()
  const critical = foreign('RS256', { header: { crit: ['b64'], b64: false } })
  await page.locator('#keys').fill(JSON.stringify(critical.jwk))
  await enter(page, critical.token)
  await expectVerdict(page, 'ERR_ALGORITHM_NOT_ALLOWED')
  assert.doesNotMatch(await page.locator('#browser-check').textContent(), /[✓✕]/)
})
