import * as countersign from 'countersign'
import { equal, ok } from './support/assert.js'
import { test } from './support/registry.js'

test('the main entry has what the README says', () => {
  const names = ['Issuer', 'KeySet', 'SigningKey', 'TokenError', 'Verifier', 'decode', 'inspect', 'issue', 'verify']
  for (const name of names) equal(typeof countersign[name], 'function', name)
})

test('the classes need new, and their objects show no inside', () => {
  for (const name of ['Issuer', 'KeySet', 'SigningKey', 'Verifier']) {
    let error
    try { countersign[name]() } catch (thrown) { error = thrown }
    ok(error instanceof TypeError, name)
  }
  const key = countersign.SigningKey.generate()
  const things = [key, new countersign.KeySet(key), new countersign.Issuer(key, { expiresIn: 1 }), new countersign.Verifier(key, { issuer: null, audience: null })]
  for (const thing of things) equal(JSON.stringify(thing), '{}')
})
