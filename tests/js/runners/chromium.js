import { chromium } from 'playwright-core'
import { browser, serve } from './browser.js'

const PATHS = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Chromium without a window, or NotRun. */
export async function launch() {
  return chromium.launch({ executablePath: browser('Chromium', PATHS), args: QUIET })
}

/** The outcome of the suite in a page that leaves it as `window.outcome`. */
export async function inChromium(html) {
  const instance = await launch()
  const { url, close } = await serve(html)
  try {
    const page = await instance.newPage()
    const errors = []
    page.on('pageerror', (error) => errors.push(error.stack))
    await page.goto(url, { timeout: 120_000 })
    const outcome = await page.waitForFunction('window.outcome', null, { timeout: 120_000 }).catch(() => {
      throw new Error(errors.join('\n') || 'the page came to no outcome in 120 s')
    })
    return { version: instance.version(), ...JSON.parse(await outcome.jsonValue()) }
  } finally {
    await instance.close()
    close()
  }
}

export default [{ name: 'Chromium', how: 'module script', run: () => inChromium() }]
