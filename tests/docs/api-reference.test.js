import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { repository } from '../support/repository.js'

const { reference } = await import(pathToFileURL(repository('xtask/js/api.js')))
const { groups } = await import(pathToFileURL(repository('xtask/js/api-groups.js')))
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

test('docs/api.md lists nothing that an error has from its runtime', () => {
  assert.doesNotMatch(readFileSync(repository('docs/api.md'), 'utf8'), /captureStackTrace|prepareStackTrace|stackTraceLimit|isError/)
})

const sections = readFileSync(repository('docs/api.md'), 'utf8').split(/^### /m).slice(1).map((text) => ({
  heading: text.slice(0, text.indexOf('\n')),
  example: text.match(/^```js\n(.*?)^```$/ms)?.[1],
  sharer: text.match(/^Example: \[`\w+`\]\(#(\S+)\)$/m)?.[1],
}))

test('every entry of docs/api.md has an example, of which a type may share that of a function or a class', () => {
  const entries = [...new Set(Object.values(groups).flatMap(({ from }) => Object.entries(from).flatMap(([entry, names]) => names.map((name) => `${entry} ${name}`))))]
  assert.equal(sections.length, entries.length)
  const withExamples = new Map(sections.filter(({ example }) => example).map(({ heading }) => [heading.toLowerCase().replaceAll('`', '').replace(' ', '-'), heading]))
  for (const { heading, example, sharer } of sections) {
    if (example) continue
    assert.ok(heading.startsWith('type ') && sharer, `${heading} has no example`)
    assert.ok(withExamples.get(sharer)?.startsWith('type ') === false, `${heading} shares the example of ${sharer}, which has none`)
  }
})

test('the example of a type names the type', () => {
  for (const { heading, example } of sections) {
    const [, type] = heading.match(/^type `(\w+)`/) ?? []
    if (type && example) assert.match(example, new RegExp(`import\\('countersign[\\w/]*'\\)\\.${type}\\b`), `the example of ${heading}`)
  }
})

test('the examples of docs/api.md have the types that the package declares', () => {
  const folder = mkdtempSync(join(process.cwd(), 'examples-'))
  try {
    // What Workers add to the web's own APIs is not declared here.
    const examples = sections.filter(({ example }) => example && !/cloudflare:|caches\.default/.test(example))
    const files = examples.map(({ example }, index) => {
      writeFileSync(join(folder, `${index}.mjs`), example)
      return `${index}.mjs`
    })
    const compilerOptions = {
      module: 'nodenext', target: 'es2022', allowJs: true, checkJs: true, noEmit: true, skipLibCheck: true, types: ['node'], lib: ['es2022', 'dom', 'dom.iterable'],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
    const { stdout, status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--project', folder], { encoding: 'utf8' })
    assert.equal(status, 0, stdout.replaceAll(/(\d+)\.mjs/g, (file, index) => `${file}, ${examples[index].heading}`))
  } finally {
    rmSync(folder, { recursive: true })
  }
})
