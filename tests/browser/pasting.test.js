import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chromiumTest, inspector } from './support/chromium.js'
import { enter, expectVerdict, paste, token, verdict } from './support/page.js'
import { claims, foreignKey } from './support/tokens.js'

const here = inspector()
const { open } = here
const key = foreignKey()
const text = key.token(claims({ sub: 'first' }))
const other = key.token(claims({ sub: 'second' }))
const seen = (page) => page.locator('#seen').innerText()
const subject = (page) => page.locator('#claims tr').filter({ has: page.locator('th', { hasText: /^sub$/ }) }).locator('td.value').innerText()

test('line breaks are removed only where the reader says so', chromiumTest, async () => {
  const page = await open()
  for (const [broken, from] of [
    [text.replace(/(.{64})/g, '$1\n'), null],
    [text.replace(/(.{76})/g, '$1\r\n    '), null],
    [`Authorization: Bearer ${text.replace(/(.{50})/g, '$1\n  ')}`, 'an Authorization header'],
  ]) {
    await enter(page, broken)
    await expectVerdict(page, 'ERR_TOKEN_MALFORMED')
    assert.equal((await token(page)).replaceAll('\r\n', '\n'), broken.replaceAll('\r\n', '\n'), 'nothing was mended in silence')
    assert.match(await page.locator('#step').innerText(), /^It is broken into \d+ lines; the first break is after character (?:50|64|76)\./)
    await page.getByRole('button', { name: 'Remove the line breaks' }).click()
    await expectVerdict(page, 'unchecked')
    assert.ok((await token(page)).endsWith(text))
    if (from) assert.ok((await seen(page)).includes(from))
    assert.equal(await page.locator('#step').innerText(), '')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expectVerdict(page, 'ERR_TOKEN_MALFORMED')
  }
})

test('a token is found in what people have at hand', chromiumTest, async () => {
  const page = await open()
  for (const [pasted, from] of [
    [`"${text}",`, 'its quotes'],
    [`'${text}';`, 'its quotes'],
    [`https://app.example/callback?state=x&access_token=${text}&token_type=Bearer`, 'an address'],
    [`https://app.example/callback#id_token=${text}`, 'an address'],
    [`Cookie: theme=dark; session=${text}; other=1`, 'a cookie'],
    [`Set-Cookie: __Host-session=${text}; Path=/; HttpOnly`, 'a cookie'],
    [`curl -s https://api.example \\\n  -H "authorization: Bearer ${text}" \\\n  -d x=1`, 'a curl command'],
    [`curl --oauth2-bearer ${text} https://api.example`, 'a curl command'],
    [`Authorization: DPoP ${text}`, 'an Authorization header'],
    [`> ${text}\n\nHello,\nthis is refused. Why?`, 'the text'],
    [`${text}\nHost: api.example`, 'the text'],
  ]) {
    await enter(page, pasted)
    await expectVerdict(page, 'unchecked', pasted)
    assert.ok((await seen(page)).endsWith(`Taken out of ${from}.`), `${from}: ${await seen(page)}`)
    assert.equal(await subject(page), 'first')
    assert.ok(await page.locator('#picker').isHidden())
  }
})

test('what is no secret is not taken for one', chromiumTest, async () => {
  const page = await open()
  for (const pasted of ["curl -d p=1 -d q=2 -H 'Authorization: Bearer opaque-token' https://api.example", 'd: x', 'Authorization: Bearer k=1', '{"d']) {
    await enter(page, pasted)
    assert.equal(await token(page), pasted)
  }
})

test('of several tokens the reader picks one', chromiumTest, async () => {
  const page = await open()
  for (const [pasted, names, first] of [
    [JSON.stringify({ id_token: other, access_token: text, refresh_token: 'opaque', expires_in: 3600 }, null, 2), ['id_token', 'access_token'], 'first'],
    [`https://app.example/#id_token=${other}&access_token=${text}`, ['id_token', 'access_token'], 'first'],
    [`Cookie: a=${other}; b=${text}`, ['a', 'b'], 'second'],
    [`${other}\n${text}`, ['token 1', 'token 2'], 'second'],
  ]) {
    await enter(page, pasted)
    const buttons = page.locator('#picker button')
    assert.deepEqual(await buttons.allInnerTexts(), names)
    assert.equal(await subject(page), first)
    for (const [index, expected] of [[0, 'second'], [1, 'first']]) {
      await buttons.nth(index).click()
      assert.equal(await subject(page), expected)
      assert.deepEqual(await buttons.evaluateAll((all) => all.map((button) => button.getAttribute('aria-pressed'))), [String(index === 0), String(index === 1)])
    }
    assert.equal(await token(page), pasted)
  }
})

test('what a log-in leaves in the address is read, and gone from it', chromiumTest, async () => {
  for (const [fragment, field, names] of [
    [`#access_token=${text}&token_type=Bearer&expires_in=3600&state=a-telling-state`, text, []],
    [`#id_token=${text}`, text, []],
    [`#state=x&access_token=${text}&id_token=${other}`, `access_token=${text}\nid_token=${other}`, ['access_token', 'id_token']],
  ]) {
    const page = await open({ fragment })
    await expectVerdict(page, 'unchecked')
    assert.equal(await token(page), field)
    assert.equal(page.url(), here.site.url)
    assert.deepEqual(await page.locator('#picker button').allInnerTexts(), names)
    assert.ok(!here.site.asked.some((path) => path.includes('token')))
  }
})

test('a wrong character is named with its position', chromiumTest, async () => {
  const page = await open()
  const at = (position, character) => text.slice(0, position - 1) + character + text.slice(position - 1)
  for (const [broken, words] of [
    [at(40, '+'), 'Character 40, in the header, is “+” (U+002B): that is base64, not base64url.'],
    [`${text}=`, `Character ${text.length + 1}, in the signature, is “=” (U+003D): padding.`],
    [at(200, '$'), 'Character 200, in the payload, is “$” (U+0024).'],
    [at(20, '…'), 'Character 20, in the header, is “…” (U+2026): it was shortened when it was displayed.'],
    [at(20, 'е'), 'Character 20, in the header, is “\u0435” (U+0435): it may look like a Latin letter, but it is not one.'],
    [`${text.slice(0, 100)}...`, 'It ends in three dots: it was shortened when it was displayed.'],
  ]) {
    await enter(page, broken)
    await expectVerdict(page, 'ERR_TOKEN_MALFORMED')
    assert.ok((await page.locator('#verdict-advice').innerText()).startsWith(words), `${words}: ${await page.locator('#verdict-advice').innerText()}`)
    if (!broken.endsWith('...')) assert.equal(await page.locator('#mirror .wrong').innerText(), words.match(/is “?(.)/)[1])
  }
  for (const [character, words, offer] of [
    ['\u200b', 'Character 40, in the header, is a zero-width space (U+200B).', 'Remove what is invisible'],
    ['\u00a0', 'Character 40, in the header, is a no-break space (U+00A0).', 'Remove the spaces'],
    ['\ufeff', 'Character 40, in the header, is a byte order mark (U+FEFF).', 'Remove '],
  ]) {
    await enter(page, at(40, character))
    await expectVerdict(page, 'ERR_TOKEN_MALFORMED')
    assert.ok((await page.locator('#step').innerText()).startsWith(words), await page.locator('#step').innerText())
    await page.getByRole('button', { name: offer }).click()
    await expectVerdict(page, 'unchecked')
    assert.equal(await token(page), text)
  }
})

test('a paste works anywhere on the page, and a second one replaces the first', chromiumTest, async () => {
  const page = await open()
  for (const [where, pasted, expected] of [['body', text, 'first'], ['#clear', other, 'second'], ['#token', text, 'first'], ['#token', other, 'second'], ['#verdict', text, 'first']]) {
    await paste(page, where, pasted)
    assert.equal(await token(page), pasted)
    assert.equal(await subject(page), expected)
  }
  await page.locator('#expectations > summary').click()
  await paste(page, '#issuer', 'https://auth.example')
  assert.equal(await token(page), text, 'what is pasted into another field goes there')
  assert.equal(await page.locator('#issuer').inputValue(), 'https://auth.example')
  await paste(page, 'body', 'hello')
  assert.equal(await token(page), 'hello')
  assert.equal(await verdict(page), 'ERR_TOKEN_MALFORMED')
})
