// Pictures of the page's states, to be looked at: `screenshots/` of the repository is git-ignored.

import { mkdirSync } from 'node:fs'
import { test } from 'node:test'
import { repository } from '../support/repository.js'
import { PASSWORD, serveAccount } from './support/account-server.js'
import { inChromium, launchChromium } from './support/browsers.js'

const folder = repository('screenshots')
const DAY = 86_400
const owner = { type: 'user', id: 'ada' }

/** Tokens as people have them. */
const fill = async ({ service, clock }) => {
  const tokens = [
    ['laptop backup', 'read write', undefined, 'never', -200], ['old deploy key', 'read deploy', 'editor', 90 * DAY, -80], ['nightly export', 'read', 'viewer', 90 * DAY, -86],
    ['status page', 'read', 'viewer', 365 * DAY, -20], ['continuous integration', 'read write deploy', 'editor', 90 * DAY, -3],
  ]
  for (const [label, scope, role, expiresIn, day] of tokens) {
    clock.offset = day * DAY
    const { id, token } = await service.createApiToken({ label, owner, scope, role, expiresIn })
    clock.offset = label === 'laptop backup' ? -40 * DAY : Math.min(0, day * DAY + DAY)
    if (label !== 'status page') await service.verifyApiToken(token)
    if (label === 'old deploy key') await service.revokeApiToken(id)
  }
  clock.offset = -9 * DAY
  await service.grant({ subject: 'ada' }, { client: 'Acme for the desktop' })
  clock.offset = -0.2 * DAY
  await service.grant({ subject: 'ada', scope: 'read' }, { client: 'Acme for the phone' })
  clock.offset = 0
}

for (const [name, options] of Object.entries({
  light: { viewport: { width: 1120, height: 800 } },
  dark: { viewport: { width: 1120, height: 800 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
})) {
  test(`pictures of the account page: ${name}`, inChromium, async () => {
    mkdirSync(folder, { recursive: true })
    const here = await serveAccount({ refreshLifetime: 20 * DAY, page: { accent: { light: '#0b5c5c', dark: '#5cc8c0' } } })
    const browser = await launchChromium()
    try {
      await fill(here)
      const page = await (await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })).newPage()
      const picture = (state, more = {}) => page.screenshot({ path: `${folder}/account-${name}-${state}.png`, ...more })
      await page.goto(here.url)
      await page.locator('#user').waitFor()
      await picture('log-in')
      await page.fill('#user', 'ada')
      await page.fill('#password', PASSWORD)
      await page.keyboard.press('Enter')
      await page.locator('.card').nth(6).waitFor()
      await page.mouse.move(0, 0)
      await picture('list', { fullPage: true })
      await page.getByRole('button', { name: 'Create token' }).click()
      await page.fill('#name', 'weekly report')
      await page.locator('dialog input[name=scope]').first().check()
      await picture('create')
      await page.locator('dialog button.primary').click()
      await page.locator('#secret').waitFor()
      await picture('token')
      await page.getByRole('button', { name: 'I have stored it' }).click()
      await page.getByRole('button', { name: 'Re-roll nightly export' }).click()
      await picture('re-roll')
    } finally {
      await browser.close()
      await here.close()
    }
  })
}
