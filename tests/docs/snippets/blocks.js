import { readdirSync, readFileSync } from 'node:fs'
import { repository } from '../../support/repository.js'

const root = repository('')

/**
 * The code blocks of every document.
 *
 * @returns {{ file: string, line: number, language: string, directive: string, code: string }[]} `directive`: what an
 *   HTML comment right above the block says
 */
export function blocks() {
  return documents().flatMap((file) => blocksOf(file, readFileSync(root + file, 'utf8')))
}

const documents = () => ['README.md', ...readdirSync(`${root}docs`).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)]

const blocksOf = (file, text) => {
  const pattern = /(?:^[ \t]*<!-- (?<directive>[^\n]*?) -->\n)?^(?<indent>[ \t]*)```(?<language>\w*)[^\n]*\n(?<code>.*?)^\k<indent>```$/gms
  return [...text.matchAll(pattern)].map(({ index, groups }) => ({
    file,
    line: text.slice(0, index).split('\n').length + (groups.directive ? 1 : 0),
    language: groups.language,
    directive: groups.directive ?? '',
    code: groups.code.replaceAll(new RegExp(`^${groups.indent}`, 'gm'), ''),
  }))
}

/** How often a document opens a block: none may escape the pattern above. */
export function fences() {
  return documents().map((file) => (readFileSync(root + file, 'utf8').match(/^[ \t]*```\w+/gm) ?? []).length)
    .reduce((sum, count) => sum + count, 0)
}
