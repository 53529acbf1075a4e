import { KeySet } from 'countersign'
import { publicKeysOf, textOf } from '../input.js'

/** @type {import('../command.js').Command} */
export const jwks = {
  summary: 'Prints the key set to publish for these keys',
  usage: '[FILE | -]...',
  details: `  Each file holds a JWK, a JWKS or a PEM, private or public; only public halves are printed.
  Without one it reads stdin. While you rotate, name the new key and the old one.`,
  options: {},
  async run({ inputs, terminal }) {
    const texts = await Promise.all((inputs.length > 0 ? inputs : ['-']).map((path) => textOf(path, terminal)))
    // Through a KeySet: what verifiers would refuse, such as two keys with one kid, is reported now.
    const keys = new KeySet({ keys: texts.flatMap(publicKeysOf) }).toJwks()
    terminal.print(JSON.stringify(keys, null, 2))
  },
}
