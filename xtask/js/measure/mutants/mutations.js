// What a mutant is: a piece of a source file and what is put there instead.

import ts from 'typescript'

const K = ts.SyntaxKind

/** A shifted boundary, then the negation. */
const OPERATORS = {
  [K.LessThanToken]: ['<=', '>='],
  [K.LessThanEqualsToken]: ['<', '>'],
  [K.GreaterThanToken]: ['>=', '<='],
  [K.GreaterThanEqualsToken]: ['>', '<'],
  [K.EqualsEqualsEqualsToken]: ['!=='],
  [K.ExclamationEqualsEqualsToken]: ['==='],
  [K.PlusToken]: ['-'],
  [K.MinusToken]: ['+'],
  [K.AsteriskToken]: ['/'],
  [K.SlashToken]: ['*'],
  [K.PercentToken]: ['*'],
  [K.AsteriskAsteriskToken]: ['*'],
  [K.AmpersandToken]: ['|'],
  [K.BarToken]: ['&'],
  [K.LessThanLessThanToken]: ['>>'],
  [K.GreaterThanGreaterThanToken]: ['<<'],
  [K.PlusEqualsToken]: ['-=', '='],
  [K.MinusEqualsToken]: ['+=', '='],
  [K.QuestionQuestionEqualsToken]: ['='],
}

const SIDES = new Set([K.AmpersandAmpersandToken, K.BarBarToken, K.QuestionQuestionToken])

/** Methods of which another one is as easily written. */
const METHODS = {
  every: 'some', some: 'every', min: 'max', max: 'min', floor: 'ceil', ceil: 'floor', startsWith: 'endsWith', endsWith: 'startsWith',
  race: 'all', allSettled: 'all', hasOwn: 'is',
}

/** Methods whose object might as well stay what it is. */
const DROPPED = new Set(['filter', 'trim', 'toLowerCase', 'toUpperCase', 'replace', 'replaceAll', 'slice', 'subarray', 'flat', 'sort', 'reverse'])

/**
 * The texts that may stand in place of an expression.
 *
 * @param {ts.Expression} node
 * @param {(node: ts.Node) => string} text
 * @returns {string[]}
 */
export function ofExpression(node, text) {
  if (isCondition(node)) return [...(isLoop(node.parent) ? [] : ['true']), 'false', ...boundary(node, text)]
  if (ts.isBinaryExpression(node)) return isSide(node) ? boundary(node, text) : ofBinary(node, text)
  if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) return [text(node.operand)]
  if (ts.isPrefixUnaryExpression(node) && node.operator === K.MinusToken) return [text(node.operand)]
  if (ts.isAwaitExpression(node)) return isLastOf(node) ? [] : [text(node.expression)]
  if (ts.isNumericLiteral(node)) return [`${Number(node.text.replaceAll('_', '')) + 1}`]
  if (ts.isStringLiteral(node)) return ofString(node)
  if (ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node)) return isProse(text(node)) ? [] : [`''`]
  if (ts.isRegularExpressionLiteral(node)) return ['/(?:)/', '/(?!)/']
  if (ts.isArrayLiteralExpression(node)) return node.elements.length > 0 ? ['[]'] : [`['mutant']`]
  if (ts.isObjectLiteralExpression(node)) return withoutOne(node, text)
  if (node.kind === K.TrueKeyword) return ['false']
  if (node.kind === K.FalseKeyword) return ['true']
  if (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return ofChain(node, text)
  return []
}

/** Always and never is more than the contrary. @param {ts.Expression} node @param {(node: ts.Node) => string} text */
const boundary = (node, text) => {
  if (!ts.isBinaryExpression(node)) return []
  const all = ofBinary(node, text)
  return SIDES.has(node.operatorToken.kind) ? all : all.slice(0, all.length - 1)
}

/** @param {ts.Node} node */
const isCondition = (node) => {
  const { parent } = node
  if (ts.isConditionalExpression(parent) || ts.isForStatement(parent)) return parent.condition === node
  return (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) && parent.expression === node
}

/** What is left out as a whole, which says more than the contrary. @param {ts.Node} node */
const isSide = ({ parent }) => ts.isBinaryExpression(parent) && SIDES.has(parent.operatorToken.kind)

/** One that never ends is noticed, after a long time. @param {ts.Node} node */
const isLoop = (node) => ts.isForStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)

/** @param {ts.BinaryExpression} node @param {(node: ts.Node) => string} text */
const ofBinary = ({ left, operatorToken, right }, text) => {
  // Each side alone: a test that notices both notices the other operator too.
  if (SIDES.has(operatorToken.kind)) return [text(left), text(right)]
  return (OPERATORS[operatorToken.kind] ?? []).map((operator) => `${text(left)} ${operator} ${text(right)}`)
}

/** @param {ts.StringLiteral} node */
const ofString = (node) => {
  // What is compared with it is compared the other way by another mutant.
  if (ts.isBinaryExpression(node.parent) && [K.EqualsEqualsEqualsToken, K.ExclamationEqualsEqualsToken].includes(node.parent.operatorToken.kind)) return []
  if (node.text === '') return [`'mutant'`]
  return isProse(node.text) ? [] : [`''`]
}

/** What people read may say the same in other words. @param {string} text */
const isProse = (text) => /\S \S/.test(text)

/** @param {ts.ObjectLiteralExpression} node @param {(node: ts.Node) => string} text */
const withoutOne = (node, text) => {
  // A table of names is more than data only if it is handed on.
  if (!ts.isCallExpression(node.parent) && !ts.isNewExpression(node.parent) && !ts.isReturnStatement(node.parent) && !ts.isParenthesizedExpression(node.parent)) return []
  const named = node.properties.filter((each) => !(ts.isPropertyAssignment(each) && each.initializer.getText() === 'undefined'))
  return named.map((dropped) => `{ ${node.properties.filter((each) => each !== dropped).map(text).join(', ')} }`)
}

/** @param {ts.Expression} node a chain of calls and members @param {(node: ts.Node) => string} text */
const ofChain = (node, text) => {
  const whole = text(node)
  const start = node.getStart()
  const at = (/** @type {ts.Node} */ part, /** @type {string} */ other) => whole.slice(0, part.getStart() - start) + other + whole.slice(part.getEnd() - start)
  const mutants = []
  for (let part = node; ; part = /** @type {any} */ (part).expression) {
    const { questionDotToken } = /** @type {any} */ (part)
    // The chain before it is inside this text: what it is not mutated as is itself.
    if (questionDotToken !== undefined) mutants.push(at(questionDotToken, ts.isPropertyAccessExpression(part) ? '.' : ''))
    if (ts.isCallExpression(part) && ts.isPropertyAccessExpression(part.expression)) {
      const { name, expression } = part.expression
      if (Object.hasOwn(METHODS, name.text)) mutants.push(at(name, METHODS[/** @type {keyof typeof METHODS} */ (name.text)]))
      if (DROPPED.has(name.text)) mutants.push(at(part, text(expression)))
    }
    if (!isLink(part)) return mutants
  }
}

/** Whether what stands before it belongs to the same chain. @param {ts.Node} node */
const isLink = (node) =>
  (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) &&
  (ts.isCallExpression(node.expression) || ts.isPropertyAccessExpression(node.expression) || ts.isElementAccessExpression(node.expression))

/** A promise that a function returns is awaited by its caller, unless the function itself would catch. @param {ts.AwaitExpression} node */
const isLastOf = (node) => {
  if (ts.isArrowFunction(node.parent)) return true
  if (!ts.isReturnStatement(node.parent)) return false
  for (let up = node.parent.parent; !ts.isFunctionLike(up); up = up.parent) if (ts.isTryStatement(up)) return false
  return true
}

/** @param {ts.Node} node */
const isAllOf = ({ parent }) => ts.isIfStatement(parent) && parent.elseStatement === undefined

/** A statement that can be left out and the rest still compiles. @param {ts.Statement} node */
export function canBeDropped(node) {
  // Where it is all that a condition decides, the condition itself is never met.
  if (isAllOf(node) || (ts.isBlock(node.parent) && node.parent.statements.length === 1 && isAllOf(node.parent))) return false
  if (ts.isThrowStatement(node) || ts.isBreakStatement(node) || ts.isContinueStatement(node)) return !ts.isCaseClause(node.parent)
  if (!ts.isExpressionStatement(node)) return false
  const { expression } = node
  return !(ts.isCallExpression(expression) && expression.expression.kind === K.SuperKeyword) && !ts.isStringLiteral(expression)
}
