import { browser, serve } from './browser.js'
import { load } from './installed.js'

export default [
  {
    name: 'Firefox',
    how: 'module script',
    async run() {
      const executablePath = browser('Firefox', [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'])
      const { module: { default: puppeteer } } = await load('puppeteer-core')
      const instance = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true })
      const { url, close } = await serve()
      try {
        const page = await instance.newPage()
        await page.goto(url)
        const outcome = await page.waitForFunction('window.outcome', { timeout: 120_000 })
        return { version: (await instance.version()).replace(/^\w+\//, ''), ...JSON.parse(await outcome.jsonValue()) }
      } finally {
        await instance.close()
        close()
      }
    },
  },
]
