import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { TokenError } from 'countersign'
import { repository } from '../support/repository.js'

const root = repository('')
const documents = ['README.md', ...readdirSync(`${root}docs`).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)]
const read = (file) => readFileSync(join(root, file), 'utf8')

test('the guide to troubleshooting has every code there is, with its status', () => {
  const rows = read('docs/troubleshooting.md').split('\n').filter((line) => line.startsWith('| `ERR_'))
  const documented = rows.flatMap((row) => {
    const [, codes, status] = row.split('|')
    return [...codes.matchAll(/ERR_\w+/g)].map(([code]) => [code, Number(status)])
  })
  const expected = TokenError.codes.map((code) => [code, new TokenError(code, '').status])
  assert.deepEqual(documented.sort(), expected.sort())
})

test("the README's table has every code once, with the status and the error that an API answers", () => {
  const readme = read('README.md')
  const rows = readme.slice(readme.indexOf('## Errors'), readme.indexOf('## In Rust')).split('\n').filter((line) => line.startsWith('| `ERR_'))
  const documented = rows.flatMap((row) => {
    const [, codes, answer] = row.split('|')
    const [, status, word] = answer.match(/^ (\d+)(?: `(\w+)`)?/)
    return [...codes.matchAll(/ERR_\w+/g)].map(([code]) => [code, Number(status), word, answer.includes('scheme `DPoP`')])
  })
  const expected = TokenError.codes.map((code) => {
    const error = new TokenError(code, '')
    const [, scheme, word] = error.challenge()?.match(/^(\w+)(?:.* error="(\w+)"|)/) ?? []
    // That an invalid proof is one of DPoP goes without saying.
    return [code, error.status, word, scheme === 'DPoP' && word === 'invalid_token']
  })
  assert.deepEqual(documented.sort(), expected.sort())
})

test('no link within the documents is dead', () => {
  const slug = (heading) => heading.toLowerCase().replaceAll(/[^\w\- ]/g, '').replaceAll(' ', '-')
  for (const file of documents) {
    for (const [, target] of read(file).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [path, anchor] = target.split('#')
      const linked = path === '' ? file : join(dirname(file), path)
      assert.ok(existsSync(join(root, linked)), `${file} links to ${target}`)
      if (anchor === undefined) continue
      const headings = [...read(linked).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading))
      assert.ok(headings.includes(anchor), `${file} links to ${target}`)
    }
  }
})
