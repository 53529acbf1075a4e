import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromiumTest, inspector } from './support/chromium.js'
import { enter, expectVerdict, levels, sample, verdict } from './support/page.js'
import { claims, foreignKey } from './support/tokens.js'

const { open } = inspector()

test('a token is found in a header, a curl command, a JSON answer and quotes', chromiumTest, async () => {
  const page = await open()
  const text = foreignKey().token(claims())
  for (const [pasted, from] of [
    [`Authorization: Bearer ${text}`, 'an Authorization header'],
    [`curl -s 'https://api.example/v1' \\\n  -H 'Authorization: Bearer ${text}' -d x=1`, 'a curl command'],
    [JSON.stringify({ access_token: text, token_type: 'Bearer' }), 'a JSON answer'],
    [`Bearer ${text}`, 'a Bearer credential'],
    [`"${text}"`, 'its quotes'],
  ]) {
    await enter(page, pasted)
    await expectVerdict(page, 'unchecked', from)
    assert.ok((await page.locator('#seen').innerText()).includes(from), `${from}: ${await page.locator('#seen').innerText()}`)
    assert.ok((await page.locator('#claims').innerText()).includes('https://auth.example'))
  }
})

test('the part under the pointer and the caret is explained', chromiumTest, async () => {
  const page = await open()
  await sample(page, 'valid')
  for (const [part, words] of [['header', 'how the token says it is signed'], ['payload', 'not encrypted'], ['signature', 'if it verifies, it proves']]) {
    const [x, y] = await page.locator(`#mirror [data-part=${part}]`).evaluate((span) => {
      const { x, y, width, height } = [...span.getClientRects()].at(-1)
      return [x + width / 2, y + height / 2]
    })
    await page.mouse.move(x, y)
    assert.ok((await page.locator('#seen').innerText()).includes(words), part)
  }
  await page.mouse.move(0, 0)
  await page.locator('#token').focus()
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('ArrowRight')
  assert.ok((await page.locator('#seen').innerText()).startsWith('Header'))
})

test('claims have their meaning, their instants in three forms, and their JSON as it was written', chromiumTest, async () => {
  const page = await open()
  const key = foreignKey()
  await enter(page, key.token('{"sub":"a","sub":"b","n":12345678901234567890,"exp":1767225600}'))
  const row = page.locator('#claims tr').filter({ hasText: 'exp' })
  const text = await row.innerText()
  for (const part of ['1767225600', ' ago', '1 Jan 2026, 01:00:00', '2026-01-01 00:00:00 UTC', 'RFC 7519 §4.1.4']) assert.ok(text.includes(part), `${part} in ${text}`)
  await page.getByText('Claims as JSON').click()
  const json = await page.getByLabel('Claims, JSON').innerText()
  assert.ok(json.includes('"sub": "a"') && json.includes('"sub": "b"') && json.includes('12345678901234567890'), json)
  assert.equal((await levels(page))['unique-members'], 'fail')
  await page.locator('#claims').getByRole('button', { name: 'As written' }).click()
  assert.ok((await page.getByLabel('Claims, JSON').innerText()).startsWith('{"sub":"a","sub":"b"'))
})

test('the timeline names every instant, and the leeway', chromiumTest, async () => {
  const page = await open()
  await sample(page, 'not yet valid')
  assert.match(await page.locator('#track').getAttribute('aria-label'), /^iat .*; nbf .*, in (10|9) min.*; exp .*, in (1 h|59 min)/)
  assert.match(await page.locator('#countdown').innerText(), /until it becomes valid/)
  assert.equal(await page.locator('#track .leeway').count(), 2)
})

test('what is no token is answered in one sentence', chromiumTest, async () => {
  const page = await open()
  for (const [text, words] of [
    ['hello', 'in one piece'],
    ['hello world, how are you', 'in one piece'],
    ['\u0000\u0001\u0002\ufffd', 'binary'],
    ['{"alg":"EdDSA"}', 'JSON'],
    ['-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----', 'key in PEM'],
    ['eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0.a.b.c.d', 'JWE'],
    ['a.b', 'not the three parts'],
    ['…'.repeat(300), 'in one piece'],
  ]) {
    await enter(page, text)
    await expectVerdict(page, 'ERR_TOKEN_MALFORMED', text)
    assert.ok((await page.locator('#seen').innerText()).includes(words), `${words}: ${await page.locator('#seen').innerText()}`)
  }
  assert.deepEqual(page.said, [])
})

test('an API token is recognized by its form and checksum', chromiumTest, async () => {
  const page = await open()
  await enter(page, `acme_live_${'0'.repeat(43)}000000`)
  await expectVerdict(page, 'ERR_TOKEN_MALFORMED')
  assert.ok((await page.locator('#seen').innerText()).includes('An API token with the prefix acme_live'))
  assert.deepEqual(await levels(page), { checksum: 'fail' })
  assert.equal(await page.locator('#mirror [data-part=checksum]').innerText(), '000000')
})

test('a dropped file is read, a dropped binary is named', chromiumTest, async () => {
  const page = await open()
  const drop = (bytes) => page.evaluate((bytes) => {
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array(bytes)], 'token'))
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
  }, [...bytes])
  await drop(Buffer.from(`${foreignKey().token(claims())}\n`))
  await expectVerdict(page, 'unchecked')
  await drop([0, 1, 2, 255, 254, 0, 7])
  await expectVerdict(page, 'ERR_TOKEN_MALFORMED')
  assert.ok((await page.locator('#seen').innerText()).includes('binary'))
})
