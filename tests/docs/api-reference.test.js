import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { repository } from '../support/repository.js'

const { reference } = await import(pathToFileURL(repository('xtask/js/api.js')))
const folder = dirname(createRequire(import.meta.url).resolve('countersign/package.json'))

test('docs/api.md is what the types say', () => {
  assert.equal(readFileSync(repository('docs/api.md'), 'utf8'), reference(folder), '`cargo xtask build` writes it again')
})

test('every class and function that can be imported has a sentence in docs/api.md', () => {
  const [, ...sections] = readFileSync(repository('docs/api.md'), 'utf8').split(/^### (?=class|`)/m)
  assert.ok(sections.length > 30)
  for (const section of sections) {
    const [heading, , first, , second] = section.split('\n')
    // A function's signature comes first.
    const sentence = heading.startsWith('class') ? first : second
    assert.match(sentence, /^[A-Z`].*\.$/, `${heading} has no documentation: is it an exported arrow function?`)
  }
})
