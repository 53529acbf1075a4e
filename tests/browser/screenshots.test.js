// Pictures of the main states, to be looked at: `screenshots/` of the repository is git-ignored.

import { mkdirSync } from 'node:fs'
import { test } from 'node:test'
import { chromiumTest, inspector } from './support/chromium.js'
import { repository } from '../support/repository.js'
import { expectVerdict, sample, unfold } from './support/page.js'

const { open } = inspector()
const folder = repository('screenshots')
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }

const wide = { viewport: { width: 1440, height: 900 } }
const tablet = { viewport: { width: 1024, height: 768 } }

const pictures = {
  empty: [{}],
  valid: [{}, 'valid', 'valid'],
  expiring: [{}, 'expires in 60 s', 'valid'],
  refused: [{}, 'wrong audience', 'ERR_AUDIENCE_MISMATCH'],
  elsewhere: [{}, 'RS256 from elsewhere', 'ERR_ALGORITHM_NOT_ALLOWED'],
  dark: [{ colorScheme: 'dark' }, 'expired', 'ERR_TOKEN_EXPIRED'],
  phone: [phone, 'valid', 'valid'],
  'phone-dark': [{ ...phone, colorScheme: 'dark' }, 'duplicate members', 'ERR_TOKEN_MALFORMED'],
  tablet: [tablet, 'weak-key forgery', 'ERR_KEY_UNKNOWN'],
  wide: [wide, 'duplicate members', 'ERR_TOKEN_MALFORMED'],
  keys: [wide, 'RS256 from elsewhere', 'ERR_ALGORITHM_NOT_ALLOWED', ['#expectations', '#given-keys', '#programs details:first-child']],
  making: [{}, 'valid', 'valid', ['#expectations', '#making']],
  'phone-making': [phone, 'expired', 'ERR_TOKEN_EXPIRED', ['#making']],
  'forced-colours': [{ forcedColors: 'active' }, 'expires in 60 s', 'valid'],
}

for (const [name, [options, chosen, wanted, panels = []]] of Object.entries(pictures)) {
  test(`a picture of the page: ${name}`, chromiumTest, async () => {
    mkdirSync(folder, { recursive: true })
    const page = await open(options)
    if (chosen) {
      await sample(page, chosen)
      await expectVerdict(page, wanted)
    }
    for (const panel of panels) await unfold(page, panel)
    await page.mouse.move(0, 0)
    await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0) })
    await page.waitForTimeout(300)
    await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
  })
}
