/**
 * An element with attributes, listeners (`onclick`, …) and children. Text is only ever text: nothing here reads markup.
 *
 * @param {string} name
 * @param {Record<string, any>} [attributes] undefined and false leave one out
 * @param {...(Node | string | number | undefined | false)} children
 * @returns {any} an element of that name
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value)
    else made.setAttribute(key, value === true ? '' : String(value))
  }
  made.append(...children.filter((child) => child !== undefined && child !== false).map((child) => (typeof child === 'number' ? String(child) : /** @type {Node | string} */ (child))))
  return made
}

/**
 * A name that a user chose: apart from the direction of what is around it, and with what cannot be seen made visible.
 *
 * @param {string} name
 */
export function nameOf(name) {
  const parts = name.split(UNSEEN).map((part) => (part !== '' && UNSEEN_ALONE.test(part) ? element('code', { class: 'unseen-character' }, codeOf(part)) : part))
  return element('bdi', {}, ...parts)
}

/** The same as text alone: for titles and labels. @param {string} name */
export function plainNameOf(name) {
  return name.replaceAll(UNSEEN, codeOf)
}

/** @param {string} character */
const codeOf = (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** Controls, and what changes the direction of text: it could make one name look like another. */
const UNSEEN = /([\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff])/g
const UNSEEN_ALONE = /^[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]$/
