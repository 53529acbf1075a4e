// All mutants of a source file in one text: each is dormant until its number is the one that runs.

import ts from 'typescript'
import { canBeDropped, ofExpression } from './mutations.js'

/**
 * @param {string} file its name in the repository
 * @param {string} source
 * @param {number} first the number of its first mutant
 * @returns {{ text: string, mutants: Mutant[] }}
 */
export function schemata(file, source, first) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS)
  /** @type {Mutant[]} */
  const mutants = []
  const text = (/** @type {ts.Node} */ node) => node.getText(tree)

  /** Notes a mutant and answers the condition by which it is on. @param {ts.Node} node @param {string} to */
  const isOn = (node, to, original = text(node)) => {
    const id = first + mutants.length
    const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
    mutants.push({ id, file, line, within: nameOf(node), original: short(original), mutated: short(to) })
    return `__mutant(${id})`
  }

  /** The source of a node with the mutants of all that is in it. @param {ts.Node} node @returns {string} */
  const inside = (node) => {
    let [out, at] = ['', node.getStart(tree)]
    ts.forEachChild(node, (child) => {
      // A comment, or a JSDoc type, is nothing that runs.
      if (child.kind >= ts.SyntaxKind.FirstJSDocNode && child.kind <= ts.SyntaxKind.LastJSDocNode) return
      const start = child.getStart(tree)
      out += source.slice(at, start) + render(child)
      at = child.getEnd()
    })
    return out + source.slice(at, node.getEnd())
  }

  /** @param {ts.Node} node @returns {string} */
  const render = (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isHeritageClause(node)) return text(node)
    if (ts.isBlock(node)) return block(node)
    if (ts.isStatement(node) && canBeDropped(node)) {
      const to = isOn(node, '(left out)')
      // In a block of its own, which no `else` after it belongs to.
      return `{ if (!${to}) { ${inside(node)} } }`
    }
    if (ts.isReturnStatement(node) && node.expression !== undefined && !isPlain(node.expression)) {
      const to = isOn(node, 'return undefined')
      return `return ${to} ? undefined : (${expression(node.expression)});`
    }
    if (ts.isArrowFunction(node) && !ts.isBlock(node.body) && !isPlain(node.body)) {
      const to = isOn(node.body, 'undefined')
      const head = source.slice(node.getStart(tree), node.body.getStart(tree))
      return `${withDefaults(node, head)}(${to} ? undefined : (${expression(node.body)}))`
    }
    return isExpression(node) ? expression(/** @type {ts.Expression} */ (node)) : inside(node)
  }

  /** The head of an arrow function, with the mutants of its parameters. @param {ts.ArrowFunction} node @param {string} head */
  const withDefaults = (node, head) => {
    let [out, at] = ['', node.getStart(tree)]
    for (const parameter of node.parameters) {
      out += head.slice(at - node.getStart(tree), parameter.getStart(tree) - node.getStart(tree)) + inside(parameter)
      at = parameter.getEnd()
    }
    return out + head.slice(at - node.getStart(tree))
  }

  /** @param {ts.Expression} node */
  const expression = (node) => {
    const variants = isFixed(node) ? [] : ofExpression(node, text)
    const original = text(node)
    let out = isFixed(node) && isTarget(node) ? original : inside(node)
    for (const variant of new Set(variants.filter((each) => each !== original))) {
      out = `${isOn(node, variant)} ? (${variant}) : (${out})`
    }
    return variants.length > 0 ? `(${out})` : out
  }

  /** @param {ts.Block} node */
  const block = (node) => {
    const within = inside(node).slice(1, -1)
    if (ts.isCatchClause(node.parent) || (ts.isTryStatement(node.parent) && node.parent.finallyBlock === node)) {
      return node.statements.length === 0 ? `{${within}}` : `{ if (!${isOn(node, '{}')}) {${within}} }`
    }
    const isOneReturn = node.statements.length === 1 && ts.isReturnStatement(node.statements[0])
    const mayReturn = ts.isFunctionLike(node.parent) && !ts.isConstructorDeclaration(node.parent) && node.statements.length > 1 && !isOneReturn
    return mayReturn ? `{ if (${isOn(node, 'return at once', `${nameOf(node)} { … }`)}) return;${within}}` : `{${within}}`
  }

  return { text: source.slice(0, tree.getStart(tree)) + inside(tree), mutants }
}

/** The function or class member that a node is in. @param {ts.Node} node */
const nameOf = (node) => {
  for (let up = node; up; up = up.parent) {
    const named = /** @type {any} */ (ts.isVariableDeclaration(up) && up.parent.parent.parent.kind !== ts.SyntaxKind.SourceFile && !ts.isFunctionLike(up.initializer ?? up) ? undefined : up)
    if (named === undefined) continue
    if (ts.isConstructorDeclaration(named)) return 'constructor'
    const isNamed = ts.isFunctionDeclaration(named) || ts.isMethodDeclaration(named) || ts.isAccessor(named) || ts.isPropertyDeclaration(named) || ts.isVariableDeclaration(named)
    if (isNamed && named.name && !ts.isObjectBindingPattern(named.name) && !ts.isArrayBindingPattern(named.name)) return named.name.getText()
  }
  return ''
}

/** What has mutants of its own that say more than `undefined`. @param {ts.Expression} node */
const isPlain = (node) => node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword || node.getText() === 'undefined'

/** What a condition cannot stand in place of. @param {ts.Expression} node */
const isFixed = (node) => {
  const { parent } = node
  if (isTarget(node)) return true
  if (ts.isBindingElement(parent)) return parent.initializer !== node
  if (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent)) return parent.name === node
  if ((ts.isCallExpression(parent) || ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === node) {
    // A link of a longer chain, whose `this` and whose short circuits would be lost; the whole chain is looked at once.
    return ts.isCallExpression(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)
  }
  return ts.isNewExpression(parent) && parent.expression === node
}

/** @param {ts.Expression} node */
const isTarget = (node) => {
  const { parent } = node
  if (ts.isBinaryExpression(parent) && parent.left === node) {
    const { kind } = parent.operatorToken
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
  }
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node
  if (ts.isDeleteExpression(parent) || ts.isPostfixUnaryExpression(parent)) return true
  // What `import` loads is for the bundler to read.
  if (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword) return true
  return ts.isPrefixUnaryExpression(parent) && [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(parent.operator)
}

/** @param {ts.Node} node */
const isExpression = (node) =>
  ts.isExpression(node) && !ts.isIdentifier(node) && !ts.isPrivateIdentifier(node) && !ts.isFunctionExpression(node) && !ts.isTemplateHead(node)

/** @param {string} text */
const short = (text) => {
  const one = text.replace(/\/\*[^]*?\*\/\s*/g, '').replace(/\/\/.*$/gm, '').replace(/\s+/g, ' ').trim()
  return one.length > 160 ? `${one.slice(0, 120)} … ${one.slice(-30)}` : one
}

/** @typedef {{ id: number, file: string, line: number, within: string, original: string, mutated: string }} Mutant */
