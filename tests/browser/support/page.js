// What a reader does and sees, by the names that the page gives it.

import assert from 'node:assert/strict'

export const SAMPLES = {
  valid: 'valid',
  'expires in 60 s': 'valid',
  expired: 'ERR_TOKEN_EXPIRED',
  'not yet valid': 'ERR_TOKEN_NOT_YET_VALID',
  'wrong audience': 'ERR_AUDIENCE_MISMATCH',
  'RS256 from elsewhere': 'ERR_ALGORITHM_NOT_ALLOWED',
  'weak-key forgery': 'ERR_KEY_UNKNOWN',
  'duplicate members': 'ERR_TOKEN_MALFORMED',
}

export async function sample(page, name) {
  // On a small screen the samples are folded away once there is a token.
  await page.locator('#samples-panel').evaluate((panel) => { panel.open = true })
  return page.getByRole('button', { name, exact: true }).click()
}

/** `valid`, `unchecked`, `empty`, or the code of the refusal. */
export async function verdict(page) {
  const state = await page.locator('#verdict').getAttribute('data-state')
  return state === 'refused' ? page.locator('#verdict-code').innerText() : state
}

export async function expectVerdict(page, wanted, message) {
  await page.waitForFunction(
    (wanted) => [document.querySelector('#verdict').dataset.state, document.querySelector('#verdict-code').textContent].includes(wanted),
    wanted, { timeout: 15_000 },
  ).catch(async () => assert.equal(await verdict(page), wanted, message))
}

export function token(page) {
  return page.locator('#token').inputValue()
}

export function enter(page, text) {
  return page.locator('#token').fill(text)
}

export async function unfold(page, panel) {
  if ((await page.locator(panel).getAttribute('open')) === null) await page.locator(`${panel} > summary`).click()
}

/** The level of each rule in the report. */
export function levels(page) {
  return page.locator('#report li').evaluateAll((items) => Object.fromEntries(items.map(({ dataset }) => [dataset.rule, dataset.level])))
}

/** Pastes as a reader does, wherever the focus is put; `fill` would write into the field. */
export function paste(page, selector, text) {
  return page.locator(selector).evaluate((field, text) => {
    field.focus()
    const clipboardData = new DataTransfer()
    clipboardData.setData('text', text)
    if (field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))) document.execCommand('insertText', false, text)
  }, text)
}
