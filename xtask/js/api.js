// docs/api.md: the JavaScript API as the types and their JSDoc have it.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const HEAD = `# API

Generated from the JSDoc by \`cargo xtask build\`. The Rust API has the same names in snake_case: \`cargo doc --open\`.
Durations and instants are in seconds; an instant counts from the epoch.
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
  const exported = (types) => checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(types)))
  const main = new Set(exported(entries[0].types).map(({ name }) => name))
  const sections = entries.map(({ name, types }, index) => {
    // What `slim` has beyond the main entry; the rest would only repeat it.
    const symbols = exported(types).filter((symbol) => index === 0 || name !== 'countersign/slim' || !main.has(symbol.name))
    return `## \`${name}\`\n\n${symbols.sort(byKind).map((symbol) => describe(symbol, checker)).join('\n')}`
  })
  return `${HEAD}\n${sections.join('\n')}`
}

function describe(symbol, checker) {
  const { name } = symbol
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const [declaration] = target.declarations
  const type = checker.getTypeOfSymbolAtLocation(target, declaration)
  const text = paragraph(target, checker)
  if (target.flags & ts.SymbolFlags.Class) return `### class \`${name}\`\n\n${text}${members(target, type, declaration, checker)}`
  if (target.flags & (ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Interface)) {
    const shape = checker.getDeclaredTypeOfSymbol(target)
    return `### type \`${name}\`\n\n${text}${shape.isUnion() || !shape.getProperties().length ? line(print(shape, declaration, checker, ts.TypeFormatFlags.InTypeAlias)) : properties(shape, declaration, checker)}`
  }
  const calls = type.getCallSignatures().map((call) => line(`${name}${signature(call, declaration, checker)}`, documentation(call, checker) || documentation(target, checker)))
  return `### \`${name}\`\n\n${calls.length ? calls.join('') : text + line(print(type, declaration, checker))}`
}

function members(symbol, type, declaration, checker) {
  const constructors = type.getConstructSignatures().filter(({ declaration: own }) => own && !isHidden(own))
    .map((call) => line(`new ${symbol.name}${signature(call, declaration, checker).replace(/: \w+$/, '')}`, documentation(call, checker)))
  const statics = checker.getPropertiesOfType(type).filter(({ name }) => name !== 'prototype')
    .map((member) => property(member, declaration, checker, `${symbol.name}.`))
  return `${constructors.join('')}${statics.join('')}${properties(checker.getDeclaredTypeOfSymbol(symbol), declaration, checker)}`
}

const properties = (type, declaration, checker) =>
  checker.getPropertiesOfType(type).filter((member) => member.declarations?.some((own) => !own.getSourceFile().hasNoDefaultLib && !isHidden(own)))
    .map((member) => property(member, declaration, checker, '.')).join('')

function property(member, declaration, checker, prefix) {
  if (/^(__|#)/.test(member.name)) return ''
  const type = checker.getTypeOfSymbolAtLocation(member, declaration)
  const calls = type.getCallSignatures()
  const optional = member.flags & ts.SymbolFlags.Optional ? '?' : ''
  if (calls.length && member.flags & ts.SymbolFlags.Method) {
    return calls.map((call) => line(`${prefix}${member.name}${signature(call, declaration, checker)}`, documentation(call, checker))).join('')
  }
  const text = print(type, declaration, checker)
  return line(`${prefix}${member.name}${optional}: ${optional ? text.replace(/ \| undefined$/, '') : text}`, documentation(member, checker))
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
const line = (code, text = '') => `- \`${code}\`${text && `: ${text}`}\n`

const kindOf = ({ name }) => (/^[a-z]/.test(name) ? 1 : 0)
const byKind = (a, b) => kindOf(a) - kindOf(b) || (a.name < b.name ? -1 : 1)
