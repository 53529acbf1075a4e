import { KeySet } from 'countersign'
import { publicKeysOf, textOf } from '../input.js'

/** @type {import('../command.js').Command} */
export const thumbprint = {
  summary: 'Prints the RFC 7638 thumbprint of keys',
  usage: '[FILE | -]...',
  details: '  Each file holds a JWK, a JWKS or a PEM, private or public. Without one it reads stdin.',
  options: {},
  async run({ inputs, terminal }) {
    const texts = await Promise.all((inputs.length > 0 ? inputs : ['-']).map((path) => textOf(path, terminal)))
    const thumbprints = texts.flatMap(publicKeysOf).map(thumbprintOf)
    terminal.result(thumbprints, () => thumbprints.join('\n'))
  },
}

/** The thumbprint is the kid of a key that names none. @param {import('countersign').Jwk} jwk */
export function thumbprintOf({ kty, crv, x }) {
  return new KeySet(/** @type {any} */ ({ kty, crv, x })).kids[0]
}
