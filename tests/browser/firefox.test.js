// The page in another engine: every sample, and what it promises of reading a token, one row after the other.

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, test } from 'node:test'
import puppeteer from 'puppeteer-core'
import { SAMPLES } from './support/page.js'
import { serveInspector } from './support/site.js'
import { claims, foreignKey } from './support/tokens.js'

const executablePath = [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'].find((path) => path && existsSync(path))
const firefoxTest = { skip: executablePath ? false : 'no Firefox on this machine (FIREFOX names one)', timeout: 180_000 }
const key = foreignKey()
const problems = []
let site, browser, page

before(async () => {
  if (!executablePath) return
  site = await serveInspector()
  browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true, timeout: 120_000 })
  page = await browser.newPage()
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()) })
}, { timeout: 180_000 })
after(async () => {
  await browser?.close()
  await site?.close()
})

const verdict = (wanted) => page.waitForFunction(
  (wanted) => [document.querySelector('#verdict').dataset.state, document.querySelector('#verdict-code').textContent].includes(wanted),
  { timeout: 30_000 }, wanted)
const text = (selector) => page.$eval(selector, (node) => node.textContent)
const sample = (name) => page.evaluate((name) => [...document.querySelectorAll('#samples button')].find((button) => button.textContent === name).click(), name)
const press = (selector) => page.$eval(selector, (button) => button.click())

/** Pastes as a reader does; an event that a script makes comes with empty hands in Firefox. */
const paste = (selector, text) => page.$eval(selector, (field, text) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/plain', text)
  const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true })
  Object.defineProperty(event, 'clipboardData', { value: clipboardData })
  if (!field.dispatchEvent(event)) return
  field.value = text
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
}, text)

test('every sample has its verdict in Firefox, and no request goes elsewhere', firefoxTest, async () => {
  await page.goto(`${site.url}#token=eyJhbGciOiJub25lIn0.e30.`)
  await verdict('ERR_ALGORITHM_NOT_ALLOWED')
  assert.equal(page.url(), site.url)
  for (const [name, wanted] of Object.entries(SAMPLES)) {
    await sample(name)
    await verdict(wanted)
  }
  await press('#flip')
  await verdict('ERR_TOKEN_MALFORMED').catch(() => verdict('ERR_SIGNATURE_INVALID'))
  const own = new Set(['/', ...Object.keys(site.sizes).map((name) => `/${name}`), '/favicon.ico'])
  assert.deepEqual(site.asked.filter((path) => !own.has(path)), [])
  console.log(`${await browser.version()}: ${Object.keys(SAMPLES).length} samples`)
})

test('in Firefox a secret leaves the field and is not stored', firefoxTest, async () => {
  await press('#remember')
  for (const [secret, warning] of [[key.pem, /private key/], [JSON.stringify({ kty: 'oct', k: 'c2VjcmV0IHNlY3JldA' }), /symmetric key/], [key.token(claims()), /That was a token/], ['correct-horse-battery-staple', /shared secret/]]) {
    await paste('#keys', secret)
    assert.match(await text('#keys-note'), warning)
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]))
    for (const word of secret.split(/[\s"]+/).filter((word) => word.length > 16)) assert.ok(!kept.includes(word), word)
  }
  await press('#remember')
})

test('in Firefox claims are shown as they were signed', firefoxTest, async () => {
  await paste('body', key.token('{"sub":"ad\u202emin","sub":"","n":12345678901234567890,"m":1.0,"exp":"1700000000"}'))
  await page.waitForFunction(() => document.querySelectorAll('#claims tbody tr').length === 5)
  const rows = await page.$$eval('#claims tbody tr', (all) => all.map((row) => [row.querySelector('th code').textContent, row.querySelector('td.value > code').textContent]))
  assert.deepEqual(rows, [['sub', 'ad\\u202Emin'], ['sub', '""'], ['n', '12345678901234567890'], ['m', '1.0'], ['exp', '"1700000000"']])
  assert.match(await text('#report'), /right-to-left override/)
  await paste('body', key.token('{"iat":1700000000,"exp":"1700000000"}'))
  await page.waitForFunction(() => /^Unclear/.test(document.querySelector('#countdown').textContent))
})

test('in Firefox a bound token is explained, and never nothing to object to', firefoxTest, async () => {
  await paste('body', key.token(claims({ cnf: { jkt: 'x' }, act: { sub: 'proxy' }, scope: 'read write' })))
  await page.waitForFunction(() => /DPoP key of this thumbprint/.test(document.querySelector('#claims').textContent))
  assert.match(await text('#claims'), /proxy acts now.*2 scopes: read · write|2 scopes: read · write.*proxy acts now/s)
  assert.ok(!(await text('#report')).includes('Nothing to object to'))
})

test('in Firefox own keys stay beside samples, and undo restores', firefoxTest, async () => {
  await paste('#keys', JSON.stringify(key.publicJwk))
  const own = key.token(claims())
  await paste('body', own)
  await verdict('valid')
  await sample('expired')
  await verdict('ERR_TOKEN_EXPIRED')
  await press('#undo')
  await verdict('valid')
  assert.equal(await page.$eval('#token', (field) => field.value), own)
})

test('in Firefox a token is found in what people have at hand, and a wrong character is named', firefoxTest, async () => {
  const [one, two] = [key.token(claims()), key.token(claims({ sub: 'user-2' }))]
  await paste('body', JSON.stringify({ id_token: one, access_token: two }))
  await page.waitForFunction(() => document.querySelectorAll('#picker button').length === 2)
  await verdict('valid')
  await paste('body', `${one.slice(0, 30)}\n${one.slice(30)}`)
  await page.waitForSelector('#mend')
  await press('#mend')
  await verdict('valid')
  await paste('body', one.replace('.', '=.'))
  await page.waitForFunction(() => /Character \d+, in the header/.test(document.querySelector('#verdict').textContent))
})

test('in Firefox the advice fits the case', firefoxTest, async () => {
  for (const [pasted, words] of [['eyJhbGciOiJIUzI1NiJ9.e30.AAAA', /checksum with a shared secret/], ['eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0.a.b.c.d', /^It is encrypted/], ['hello world', /^This is not a token/]]) {
    await paste('body', pasted)
    await page.waitForFunction((source) => new RegExp(source).test(document.querySelector('#verdict-advice').textContent), {}, words.source)
  }
  assert.deepEqual(problems, [])
})
