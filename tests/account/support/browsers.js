import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const found = (paths) => paths.find((path) => path && existsSync(path))

export const chromiumPath = found([process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'])
export const firefoxPath = found([process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'])

export const inChromium = { skip: chromiumPath ? false : 'no Chromium on this machine (CHROMIUM names one)', timeout: 300_000 }
export const inFirefox = { skip: firefoxPath ? false : 'no Firefox on this machine (FIREFOX names one)', timeout: 300_000 }

export async function launchChromium() {
  const { chromium } = await import('playwright-core')
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage']
  return chromium.launch({ executablePath: chromiumPath, args })
}

/** What axe has to say about the page as it is. */
export async function violationsOf(page) {
  // Through the debugger: the page's own policy lets no script in.
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  if (!passes.some(({ id }) => id === 'color-contrast')) throw new Error(`axe did not look: ${passes.length} passes`)
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(' | ')}`)
}
