// Where each piece of a bundle comes from (ECMA-426).

/**
 * @param {string} text a script with its map at the end, in base64
 * @returns {{ sources: string[], segments: Segment[] }} in the order of the bundle
 */
export function mapOf(text) {
  const at = text.lastIndexOf(PREFIX)
  if (at < 0) return { sources: [], segments: [] }
  const { sources, mappings } = JSON.parse(Buffer.from(text.slice(at + PREFIX.length).trim(), 'base64').toString())
  const lengths = text.split('\n').map((line) => line.length + 1)
  const segments = []
  let [start, source, line] = [0, 0, 0]
  for (const [index, group] of mappings.split(';').entries()) {
    let column = 0
    for (const segment of group === '' ? [] : group.split(',')) {
      const [moved, toSource, toLine] = numbers(segment)
      column += moved
      if (toSource === undefined) continue
      source += toSource
      line += toLine
      segments.push({ offset: start + column, source, line: line + 1 })
    }
    start += lengths[index]
  }
  return { sources, segments }
}

const PREFIX = '//# sourceMappingURL=data:application/json;base64,'
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 VLQ. @param {string} text */
const numbers = (text) => {
  const found = []
  let [value, shift] = [0, 0]
  for (const character of text) {
    const digit = DIGITS.indexOf(character)
    value += (digit & 31) << shift
    shift += 5
    if (digit & 32) continue
    found.push(value & 1 ? -(value >> 1) : value >> 1)
    value = shift = 0
  }
  return found
}

/** @typedef {{ offset: number, source: number, line: number }} Segment */
