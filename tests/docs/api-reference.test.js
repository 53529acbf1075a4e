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

test('everything that can be imported has a sentence in docs/api.md', () => {
  for (const section of readFileSync(repository('docs/api.md'), 'utf8').split(/^### (?=class|`)/m).slice(1)) {
    const [heading] = section.split('\n')
    assert.match(section, /: [A-Z`]|^[A-Z]/m, `${heading} says nothing of itself`)
  }
})
