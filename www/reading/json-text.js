// JSON by its text: JSON.parse would hide the first of two members, and round numbers.

// A string that never ends takes all the rest: to look for its end again at every quote would take minutes.
const TOKENS = /"(?:[^"\\]|\\[^])*"?|[{}[\],:]|[^\s{}[\],:"]+/g

/**
 * The tokens of `text`, each as `{ text, start, end, depth, kind, twin }`: `kind` is `name`, `string`, `number`, `word` or the
 * character itself; `twin` says that its object has another member of this name, however either is spelled.
 */
export const tokensOf = remembering((text) => {
  const open = []
  return Array.from(text.matchAll(TOKENS), ({ 0: token, index }) => {
    if (token === '}' || token === ']') open.pop()
    const object = open.at(-1)
    const found = { text: token, start: index, end: index + token.length, depth: open.length, kind: kindOf(token), twin: false }
    if (token === '{') open.push({ names: new Map(), naming: true })
    else if (token === '[') open.push({ naming: false })
    else if (token === ',' && object?.names) object.naming = true
    else if (found.kind === 'string' && object?.naming) {
      found.kind = 'name'
      object.naming = false
      const name = stringOf(token)
      const first = object.names.get(name)
      if (first) first.twin = found.twin = true
      else object.names.set(name, found)
    }
    return found
  })
})

/**
 * The members of the object that `text` is, in the order in which they were signed, as `{ name, text, tokens, value, twin }`; null
 * where it is no object, or no JSON. `text` is the value as written, `value` what JSON.parse makes of it. More is read than the
 * library accepts: raw controls in strings, and a byte order mark.
 */
export const membersOf = remembering((text) => {
  const tokens = tokensOf(text)
  if (tokens[0]?.kind !== '{' || valueOf(tokens) === undefined) return null
  const members = []
  for (let index = 1; index < tokens.length - 1; index += 1) {
    const { text: name, twin } = tokens[index]
    const first = index + 2
    index = first
    while (!(tokens[index].depth === 1 && tokens[index].kind === ',') && index < tokens.length - 1) index += 1
    const value = tokens.slice(first, index)
    members.push({ name: stringOf(name), text: text.slice(value[0].start, value.at(-1).end), tokens: value, value: valueOf(value), twin })
  }
  return members
})

/** What a string token says; an unfinished one says what it is written as. */
export function stringOf(token) {
  try {
    return JSON.parse(withoutControls(token))
  } catch {
    return token
  }
}

/** What the tokens say, or undefined where they are no JSON. */
function valueOf(tokens) {
  try {
    return JSON.parse(tokens.map(({ text }) => withoutControls(text)).join(' '))
  } catch {
    return undefined
  }
}

const withoutControls = (text) => text.replace(/[\0-\x1f]/g, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`)

function kindOf(token) {
  if (token.startsWith('"')) return 'string'
  if (/^[{}[\],:]$/.test(token)) return token
  return /^-?\d/.test(token) ? 'number' : 'word'
}

/** The same two texts are read for every view, and again every second. */
function remembering(read) {
  const answers = new Map()
  return (text) => {
    if (!answers.has(text)) {
      if (answers.size > 3) answers.clear()
      answers.set(text, read(text))
    }
    return answers.get(text)
  }
}
