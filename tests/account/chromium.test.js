import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { PASSWORD, serveAccount } from './support/account-server.js'
import { inChromium, launchChromium, violationsOf } from './support/browsers.js'

let browser
before(async () => {
  if (inChromium.skip === false) browser = await launchChromium()
})
after(() => browser?.close())

/** An account on a server of its own, in a fresh browser. */
const withAccount = async (work, { browser: context = {}, ...options } = {}) => {
  const here = await serveAccount(options)
  const opened = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...context })
  try {
    const page = await opened.newPage()
    page.setDefaultTimeout(20_000)
    const said = []
    const requested = []
    page.on('console', (message) => said.push(message.text()))
    page.on('pageerror', (error) => said.push(String(error)))
    opened.on('request', (request) => requested.push(request.url()))
    await page.goto(here.url)
    await page.locator('#user').waitFor()
    await work(page, { ...here, here, context: opened, said, requested })
  } finally {
    await opened.close()
    await here.close()
  }
}

const logIn = async (page, name = 'ada') => {
  await page.fill('#user', name)
  await page.fill('#password', PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Create token' }).waitFor()
}
const ADA = { type: 'user', id: 'ada' }
const status = async (url, token) => (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status
const dialog = (page) => page.locator('dialog')

/** Tab by Tab until something with this name has the focus, which must show it. */
const walkTo = async (page, wanted) => {
  for (let step = 0; step < 60; step++) {
    const { name, outline } = await page.evaluate(() => {
      const { activeElement: at } = document
      const label = at.labels?.[0]?.textContent ?? ''
      return { name: at.getAttribute('aria-label') ?? (at.tagName === 'BUTTON' ? at.textContent : label), outline: getComputedStyle(at).outlineStyle }
    })
    if (name.startsWith(wanted)) return assert.notEqual(outline, 'none', `${wanted} shows that it has the focus`)
    await page.keyboard.press('Tab')
  }
  assert.fail(`Tab never reaches ${wanted}`)
}

for (const width of [1440, 390]) {
  test(`by keyboard alone, ${width} px wide: log in, create, use, re-roll, revoke, log out everywhere`, inChromium, () => withAccount(async (page, { origin }) => {
    await walkTo(page, 'User name')
    await page.keyboard.type('ada')
    await walkTo(page, 'Password')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByText('You have no API tokens yet.').waitFor()

    await walkTo(page, 'Create token')
    await page.keyboard.press('Enter')
    await page.keyboard.type('nightly export')
    await walkTo(page, 'read')
    await page.keyboard.press('Space')
    await walkTo(page, 'Create token')
    await page.keyboard.press('Enter')
    await page.locator('#secret').waitFor()
    const token = await page.locator('#secret').textContent()
    assert.match(token, /^acme_[0-9A-Za-z]{49}$/)
    const line = await page.locator('dialog pre').textContent()
    assert.equal(line, `curl '${origin}/me' -H 'Authorization: Bearer ${token}'`)
    assert.equal(await status(`${origin}/me`, token), 200)
    for (let n = 0; n < 3; n++) await page.keyboard.press('Escape')
    assert.ok(await page.locator('#secret').isVisible(), 'Escape does not lose it')
    await page.evaluate(() => document.querySelector('dialog').requestClose?.())
    assert.ok(await page.locator('#secret').isVisible(), 'nor what asks it to close, as the Back of a phone does')
    await walkTo(page, 'I have stored it')
    await page.keyboard.press('Enter')
    await dialog(page).waitFor({ state: 'detached' })

    await walkTo(page, 'Re-roll nightly export')
    await page.keyboard.press('Enter')
    await walkTo(page, 'Re-roll token')
    await page.keyboard.press('Enter')
    await page.locator('#secret').waitFor()
    const next = await page.locator('#secret').textContent()
    assert.deepEqual([await status(`${origin}/me`, token), await status(`${origin}/me`, next)], [200, 200])
    await walkTo(page, 'I have stored it')
    await page.keyboard.press('Enter')
    await dialog(page).waitFor({ state: 'detached' })
    await page.reload()
    await page.locator('.card[data-state="active"]', { hasText: 'nightly export' }).waitFor()
    assert.match(await page.locator('.card', { hasText: 'nightly export' }).textContent(), /Last used(?!never)/)

    await walkTo(page, 'Revoke nightly export')
    await page.keyboard.press('Enter')
    await walkTo(page, 'Revoke token')
    await page.keyboard.press('Enter')
    await page.getByText('nightly export was revoked.').waitFor()
    assert.deepEqual([await status(`${origin}/me`, token), await status(`${origin}/me`, next)], [401, 401])

    await walkTo(page, 'Log out everywhere')
    await page.keyboard.press('Enter')
    await page.locator('dialog h2').waitFor()
    await walkTo(page, 'Log out everywhere')
    await page.keyboard.press('Enter')
    await page.locator('#user').waitFor()
    await page.reload()
    await page.locator('#user').waitFor()
  }, { browser: { viewport: { width, height: 844 } } }))
}

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing in ${colorScheme}, ${width} px wide, and nothing is wider than the window`, inChromium, () => withAccount(async (page, { service, clock }) => {
      const look = async (what) => {
        assert.deepEqual(await violationsOf(page), [], what)
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        assert.ok(overflow <= 0, `${what}: ${overflow} px too wide`)
      }
      await look('logged out')
      await page.fill('#user', 'ada')
      await page.keyboard.press('Enter')
      await logIn(page)
      await page.getByText('You have no API tokens yet.').waitFor()
      await look('empty')
      await page.getByRole('button', { name: 'Create token' }).click()
      await look('creating')
      await page.locator('dialog button.primary').click()
      await page.getByText('Give the token a name.').waitFor()
      await look('nothing entered')
      await page.fill('#name', 'x')
      await page.locator('dialog button.primary').click()
      await page.locator('#secret').waitFor()
      await look('shown once')
      await page.getByRole('button', { name: 'I have stored it' }).click()
      const labels = ['<b>bold</b>', '\u202egnp.exe\u0007', '😀'.repeat(200), 'w'.repeat(200)]
      for (const [n, label] of labels.entries()) await service.createApiToken({ label, owner: ADA, scope: 'read write deploy', role: 'editor', expiresIn: [60, 3 * 86_400, 90 * 86_400, 'never'][n] })
      await service.revokeApiToken((await service.listApiTokens({ owner: ADA })).find(({ label }) => label === 'x').id)
      clock.offset = 61
      await page.reload()
      await page.locator('.card').first().waitFor()
      await page.locator('#ended').check()
      await look('a full list')
      await page.fill('#search', 'nothing like it')
      await look('no match')
      await page.fill('#search', '')
      for (const name of ['Re-roll', 'Revoke']) {
        await page.getByRole('button', { name: new RegExp(`^${name} `) }).first().click()
        await look(name)
        await page.keyboard.press('Escape')
      }
    }, { browser: { colorScheme, reducedMotion: 'reduce', viewport: { width, height: 844 } } }))
  }
}

describe('no secret', () => {
  test('stays anywhere once a token is dismissed, and nothing is asked of another origin', inChromium, () => withAccount(async (page, { origin, context, said, requested, here }) => {
    await logIn(page)
    await page.getByRole('button', { name: 'Create token' }).click()
    await page.fill('#name', 'x')
    await page.locator('dialog button.primary').click()
    const token = await page.locator('#secret').textContent()
    await page.getByRole('button', { name: 'I have stored it' }).click()
    await dialog(page).waitFor({ state: 'detached' })
    const left = await page.evaluate(async () => JSON.stringify([document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state, await indexedDB.databases(), await caches.keys()]))
    assert.ok(!left.includes(token.slice(9)), 'the document and the storages')
    assert.ok(!left.includes(PASSWORD) && !/eyJ/.test(left), 'neither is the password, nor a JWT')
    assert.ok(!said.join().includes(token.slice(9)) && !/eyJ/.test(said.join()), 'nor the console')
    assert.ok(![...requested, ...here.asked].some((url) => url.includes(token.slice(9)) || /eyJ/.test(url)), 'nor any address')
    assert.deepEqual(requested.filter((url) => !url.startsWith(`${origin}/`)), [])
    const cookies = await context.cookies()
    assert.deepEqual(cookies.map(({ name, httpOnly, secure, sameSite, path }) => [name, httpOnly, secure, sameSite, path]), [['__Host-countersign', true, true, 'Strict', '/']])
    assert.equal(await page.evaluate(() => document.cookie), '')
  }))

  test('is lost by accident: leaving the page asks first', inChromium, () => withAccount(async (page) => {
    await logIn(page)
    await page.getByRole('button', { name: 'Create token' }).click()
    await page.fill('#name', 'x')
    await page.locator('dialog button.primary').click()
    await page.locator('#secret').click()
    const asked = new Promise((resolve) => page.once('dialog', (box) => { resolve(box.type()); box.dismiss() }))
    await page.evaluate(() => location.reload()).catch(() => {})
    const late = new Promise((resolve) => setTimeout(resolve, 5000, 'nothing asked').unref())
    assert.equal(await Promise.race([asked, late]), 'beforeunload')
    assert.ok(await page.locator('#secret').isVisible())
  }))
})

describe('what people name their tokens', () => {
  test('is shown as text, in full, and found by the search', inChromium, () => withAccount(async (page, { service }) => {
    const labels = ['<img src=x onerror=alert(1)>', '\u202egnp.exe', 'bell\u0007', '😀'.repeat(200), 'שלום']
    for (const label of labels) await service.createApiToken({ label, owner: ADA, scope: 'read' })
    await logIn(page)
    await page.locator('.card h3').nth(4).waitFor()
    const shown = await page.locator('#tokens .card h3').allTextContents()
    assert.deepEqual(shown.toSorted(), ['<img src=x onerror=alert(1)>', 'U+202Egnp.exe', 'bellU+0007', '😀'.repeat(200), 'שלום'].toSorted())
    assert.equal(await page.locator('img').count(), 0)
    await page.fill('#search', 'ONERROR')
    assert.deepEqual(await page.locator('#tokens .card h3').allTextContents(), ['<img src=x onerror=alert(1)>'])
    assert.equal(await page.locator('.count').textContent(), '1 of 5 tokens')
  }))
})

describe('when something is wrong', () => {
  test('wrong credentials are said, and nothing that was entered is lost', inChromium, () => withAccount(async (page) => {
    await page.fill('#user', 'ada')
    await page.fill('#password', 'wrong')
    await page.keyboard.press('Enter')
    await page.getByText('The user name or the password is wrong.').waitFor()
    assert.equal(await page.inputValue('#user'), 'ada')
  }))

  test('a service that is down is said, at every step, and "Try again" goes on', inChromium, () => withAccount(async (page, { here }) => {
    here.isDown = true
    await page.reload()
    const again = page.getByRole('button', { name: 'Try again' })
    await again.waitFor()
    here.isDown = false
    await again.click()
    await page.locator('#user').waitFor()
    await logIn(page)
    await page.getByRole('button', { name: 'Create token' }).click()
    await page.fill('#name', 'kept')
    here.isDown = true
    await page.locator('dialog button.primary').click()
    await page.getByText('or the service cannot be reached').waitFor()
    assert.equal(await page.inputValue('#name'), 'kept')
    here.isDown = false
    await page.locator('dialog button.primary').click()
    await page.locator('#secret').waitFor()
  }))

  test('a session that was ended elsewhere leads to the log-in', inChromium, () => withAccount(async (page, { service }) => {
    await logIn(page)
    await service.revokeGrantsOf('ada')
    await page.getByRole('button', { name: 'Create token' }).click()
    await page.fill('#name', 'x')
    await page.locator('dialog button.primary').click()
    await page.getByText('Your session ended. Log in again.').waitFor()
    await logIn(page)
  }))

  test('a log-in that is too old leads to another', inChromium, () => withAccount(async (page, { clock }) => {
    await logIn(page)
    clock.offset = 400
    await page.getByRole('button', { name: 'Create token' }).click()
    await page.fill('#name', 'x')
    await page.locator('dialog button.primary').click()
    await page.getByText('For this, log in again').waitFor()
    await logIn(page)
    await page.getByRole('button', { name: 'Create token' }).click()
    await page.fill('#name', 'x')
    await page.locator('dialog button.primary').click()
    await page.locator('#secret').waitFor()
  }, { freshLogin: 300 }))

  test('too many tokens are said, and a re-roll under way has a way out', inChromium, () => withAccount(async (page, { service, origin }) => {
    const { token } = await service.createApiToken({ label: 'one', owner: ADA, scope: 'read' })
    await logIn(page)
    await page.getByRole('button', { name: 'Create token' }).click()
    await page.fill('#name', 'two')
    await page.locator('dialog button.primary').click()
    await page.getByText('You have as many API tokens as are allowed.').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    const reroll = async () => {
      await page.getByRole('button', { name: 'Re-roll one' }).click()
      await page.locator('dialog button.primary').click()
    }
    await reroll()
    const lost = await page.locator('#secret').textContent()
    await page.getByRole('button', { name: 'I have stored it' }).click()
    await page.getByText('The token before it is good until').waitFor()
    await reroll()
    await page.getByRole('button', { name: 'Replace the newest token' }).click()
    await page.locator('#secret').waitFor()
    const next = await page.locator('#secret').textContent()
    assert.deepEqual([await status(`${origin}/me`, token), await status(`${origin}/me`, lost), await status(`${origin}/me`, next)], [200, 401, 200])
  }, { apiTokensPerOwner: 1 }))
})

test('only what the service allows is offered: scopes, roles and lifetimes', inChromium, () => withAccount(async (page) => {
  await logIn(page, 'grace')
  await page.getByRole('button', { name: 'Create token' }).click()
  assert.deepEqual(await page.locator('dialog input[name=scope]').evaluateAll((all) => all.map(({ value }) => value)), ['read'])
  assert.equal(await page.locator('dialog input[name=role]').count(), 0)
  assert.deepEqual(await page.locator('#expiry option').allTextContents(), ['in 7 days', 'in 30 days', 'in 45 days, the longest allowed'])
}, { apiTokenLifetime: { max: 45 * 86_400 } }))

test('below a path and with an audience for management, it works all the same', inChromium, () => withAccount(async (page) => {
  await logIn(page)
  await page.getByText('You have no API tokens yet.').waitFor()
}, { base: '/auth', page: { path: '/me/tokens' }, managementAudience: 'https://auth.example/manage' }))

test('it can be used within a second', inChromium, () => withAccount(async (page, { url }) => {
  const times = []
  for (let n = 0; n < 5; n++) {
    const began = performance.now()
    await page.goto(url)
    await page.locator('#user').waitFor()
    times.push(performance.now() - began)
  }
  const median = times.sort((one, other) => one - other)[2]
  console.log(`the account page: ${Math.round(median)} ms from the address to the log-in form (median of 5)`)
  assert.ok(median < 3000)
}))
