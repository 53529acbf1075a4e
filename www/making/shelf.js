// The samples as buttons, the one that is shown marked.

import { byId, element } from '../page/element.js'
import { SAMPLES } from './samples.js'

/** Puts the buttons up; `open(name, make)` follows a click. The answer marks the sample that is shown (null: none; its name null: made here). */
export function serveSamples(open) {
  const buttons = Object.entries(SAMPLES).map(([name, make]) => element('button', { type: 'button', 'aria-pressed': 'false', click: () => open(name, make) }, name))
  byId('samples').append(...buttons)
  return (sample) => {
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.textContent === sample?.name))
    byId('sample-note').textContent = sample === null ? '' : `${said(sample)} Yours come back with the next token.`
  }
}

function said({ name }) {
  return name === null ? 'Made here, and judged by the key of this page.' : `The sample “${name}”, judged by keys and expectations of its own.`
}
