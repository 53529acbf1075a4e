/**
 * Text out of a token, made harmless: control and bidirectional characters can rewrite what a terminal shows.
 *
 * @param {string} text
 */
export function printable(text) {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, escape)
}

/** JSON for programs, and harmless for a person who looks at it: JSON itself leaves C1 and bidirectional characters as they are. */
export function jsonText(/** @type {unknown} */ data, /** @type {number} */ indent = 0) {
  return JSON.stringify(data, null, indent).replace(/[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, escape)
}

/** @param {string} character */
const escape = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
