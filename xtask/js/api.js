// docs/api.md: the JavaScript API as the types and their JSDoc have it, in the order of api-groups.js, with the examples
// of api-examples.md.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { example, refuseStrayExamples, typeExample } from './api-examples.js'
import { groups } from './api-groups.js'

const HEAD = `# API

Generated from the JSDoc by \`cargo xtask build\`. Rust has the same nouns and verbs: \`cargo doc --open\`.
Durations and instants are in seconds; an instant counts from the epoch.

Every example runs as it is, pasted into an \`.mjs\` file, after \`npm install countersign\` and whatever else it imports.
\`https://auth.example\` stands for your issuer, and \`https://api.example\` for your API. A module that exports \`fetch\` is a program
for Workers, Deno or Bun.
`

/**
 * The reference of the package in `folder`, as Markdown.
 *
 * @param {string} folder with its package.json and types
 */
export function reference(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const entries = Object.entries(exports)
    .filter(([, { types }]) => types)
    .map(([path, { types }]) => ({ name: join('countersign', path), types: join(folder, types.default) }))
  const program = ts.createProgram(entries.map(({ types }) => types), { module: ts.ModuleKind.NodeNext, strict: true, skipLibCheck: true })
  const checker = program.getTypeChecker()
  const symbols = new Map(entries.map(({ name, types }) => [name, symbolsOf(program.getSourceFile(types), checker)]))
  refuseStrays(symbols)
  refuseStrayExamples(groups.flatMap(({ from }) => Object.entries(from).flatMap(([entry, names]) => names.map((name) => `${entry} ${name}`))))
  const contents = groups.map(({ title }) => `[${title}](#${title.toLowerCase().replaceAll(' ', '-')})`).join(' · ')
  const text = `${HEAD}\n${contents}\n\n${groups.map((group) => section(group, symbols, checker)).join('\n')}`
  return `${text.replaceAll(/\n{3,}/g, '\n\n').trimEnd()}\n`
}

/** @returns {Map<string, ts.Symbol>} */
function symbolsOf(source, checker) {
  const original = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)
  return new Map(checker.getExportsOfModule(checker.getSymbolAtLocation(source)).map((symbol) => [symbol.name, original(symbol)]))
}

/** Every export has its place, unless it is one that has its place under another entry. */
function refuseStrays(symbols) {
  const placed = new Set()
  for (const { from } of groups) {
    for (const [entry, names] of Object.entries(from)) {
      for (const name of names) placed.add(declarationOf(symbols.get(entry)?.get(name)) ?? missing(entry, name))
    }
  }
  for (const [entry, exported] of symbols) {
    for (const [name, symbol] of exported) if (!placed.has(declarationOf(symbol))) throw new Error(`xtask/js/api-groups.js has no place for ${name} of ${entry}`)
  }
}

// A template makes its alias anew in each file that repeats the typedef: then the name decides.
const declarationOf = (symbol) => symbol && (symbol.flags & ts.SymbolFlags.TypeAlias ? symbol.name : symbol.declarations[0])

const missing = (entry, name) => {
  throw new Error(`xtask/js/api-groups.js names ${name}, which ${entry} does not export`)
}

function section({ title, about, from }, symbols, checker) {
  const several = Object.keys(from).length > 1
  const parts = Object.entries(from).map(([entry, names]) => {
    const heading = several || entry !== 'countersign' ? `From \`${entry}\`:\n\n` : ''
    return heading + names.map((name) => describe(entry, symbols.get(entry).get(name), name, checker)).join('\n')
  })
  return `## ${title}\n\n${about}\n\n${parts.join('\n')}`
}

function describe(entry, symbol, name, checker) {
  const [declaration] = symbol.declarations
  const type = checker.getTypeOfSymbolAtLocation(symbol, declaration)
  const text = paragraph(symbol, checker)
  if (symbol.flags & ts.SymbolFlags.Class) return `### class \`${name}\`\n\n${text}${example(entry, name)}${members(symbol, type, declaration, checker)}`
  if (symbol.flags & (ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Interface)) {
    const shape = checker.getDeclaredTypeOfSymbol(symbol)
    const isPlain = shape.isUnion() || !shape.getProperties().length
    return `### type \`${name}\`\n\n${text}${isPlain
      ? `\`${print(shape, declaration, checker, ts.TypeFormatFlags.InTypeAlias)}\`\n\n${typeExample(entry, name)}`
      : `${typeExample(entry, name)}${properties(shape, declaration, checker)}`}`
  }
  const calls = type.getCallSignatures()
  const signatures = calls.length
    ? calls.map((call) => `\`${name}${signature(call, declaration, checker)}\`\n\n${documentation(call, checker) || documentation(symbol, checker)}\n`).join('\n')
    : `${text}\`${print(type, declaration, checker)}\`\n`
  return `### \`${name}\`\n\n${signatures}\n${example(entry, name)}`
}

function members(symbol, type, declaration, checker) {
  const constructors = type.getConstructSignatures().filter(({ declaration: own }) => own && !isHidden(own))
    .map((call) => row(`new ${symbol.name}${signature(call, declaration, checker).replace(/: \w+$/, '')}`, documentation(call, checker)))
  const statics = own(type, checker).filter(({ name }) => name !== 'prototype')
    .map((member) => memberRows(member, declaration, checker, `${symbol.name}.`))
  return table(['member', 'what it does'], [...constructors, ...statics, ...own(checker.getDeclaredTypeOfSymbol(symbol), checker).map((member) => memberRows(member, declaration, checker, '.'))])
}

const properties = (type, declaration, checker) =>
  table(['property', 'type', 'meaning'], own(type, checker).map((member) => propertyRow(member, declaration, checker)))

/** Without what TypeScript's library, Node's types or a private field add. */
const own = (type, checker) =>
  checker.getPropertiesOfType(type).filter(({ name, declarations }) =>
    !/^(__|#)/.test(name) && declarations?.some((each) => !isForeign(each.getSourceFile()) && !isHidden(each)))

const isForeign = ({ hasNoDefaultLib, fileName }) => hasNoDefaultLib || fileName.includes('/node_modules/@types/')

function propertyRow(member, declaration, checker) {
  const optional = member.flags & ts.SymbolFlags.Optional
  const text = print(checker.getTypeOfSymbolAtLocation(member, declaration), declaration, checker)
  return row(`${member.name}${optional ? '?' : ''}`, code(optional ? text.replace(/ \| undefined$/, '') : text), documentation(member, checker))
}

function memberRows(member, declaration, checker, prefix) {
  const type = checker.getTypeOfSymbolAtLocation(member, declaration)
  const calls = type.getCallSignatures()
  const optional = member.flags & ts.SymbolFlags.Optional ? '?' : ''
  if (calls.length && member.flags & ts.SymbolFlags.Method) {
    return calls.map((call) => row(`${prefix}${member.name}${signature(call, declaration, checker)}`, documentation(call, checker))).join('')
  }
  const text = print(type, declaration, checker)
  return row(`${prefix}${member.name}${optional}: ${optional ? text.replace(/ \| undefined$/, '') : text}`, documentation(member, checker))
}

const isHidden = (declaration) => Boolean(ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private)
const FLAGS = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope
const print = (type, declaration, checker, more = 0) => plain(checker.typeToString(type, declaration, FLAGS | more))
const signature = (call, declaration, checker) => plain(checker.signatureToString(call, declaration, FLAGS)).replaceAll(/\{ [\w, ]+ \}(?=\??:)/g, 'options')
const plain = (text) => text.replaceAll(/import\("[^"]*"\)\./g, '').replaceAll(/\s+/g, ' ')
const documentation = (documented, checker) => {
  const tags = documented.getJsDocTags().filter(({ name }) => name === 'throws').map(({ text }) => `Throws ${ts.displayPartsToString(text).replace(/^\{\w+\} /, '')}.`)
  return [ts.displayPartsToString(documented.getDocumentationComment(checker)), ...tags].join(' ').replaceAll(/\s*\n\s*/g, ' ').trim()
}
const paragraph = (symbol, checker) => {
  const text = documentation(symbol, checker)
  return text && `${text}\n\n`
}
const code = (text) => `\`${text}\``
const row = (name, ...cells) => `| ${[code(name), ...cells].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
const table = (heads, rows) => `| ${heads.join(' | ')} |\n|${'---|'.repeat(heads.length)}\n${rows.join('')}`
