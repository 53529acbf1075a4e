import { TokenError } from 'countersign'

/**
 * Whether every store gives this string back as it is: UTF-8 has no lone surrogates, and PostgreSQL no U+0000.
 *
 * @param {string} text
 */
export function isStorable(text) {
  return /** @type {any} */ (text).isWellFormed() && !text.includes('\0')
}

/**
 * The JSON text of a record. Throws ERR_OPTION_INVALID if a string in it would come back as another one.
 *
 * @param {unknown} record
 */
export function storableText(record) {
  return JSON.stringify(record, (key, value) => {
    if (!isStorable(key) || (typeof value === 'string' && !isStorable(value))) throw notStorable()
    return value
  })
}

/** Checks what records are found by. @param {...(string | undefined)} texts */
export function requireStorable(...texts) {
  if (!texts.every((text) => text === undefined || isStorable(text))) throw notStorable()
}

/** @param {string} issuer @returns {string} it, if there is one: a record without an issuer is every service's */
export function requireIssuer(issuer) {
  if (typeof issuer === 'string' && issuer !== '') return issuer
  throw new TokenError('ERR_OPTION_INVALID', 'every call of a store must name an issuer')
}

const notStorable = () => new TokenError('ERR_OPTION_INVALID', 'a string to be stored must be well-formed Unicode without U+0000')
