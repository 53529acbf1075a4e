// A way out that the reader has to take: nothing is mended in silence.

import { byId, element } from '../page/element.js'

/** Offers what would mend the token, if anything would; `take(mended)` follows the click. */
export function showStep(fault, take) {
  const { mended, offer, text } = fault ?? {}
  byId('step').replaceChildren(...(mended ? [element('span', {}, text), element('button', { type: 'button', id: 'mend', click: () => take(mended) }, offer)] : []))
}
