import { byDefault, check, isOneOf, isSeconds, isText, optional, readOptions } from '../../lib/option-table.js'
import { isOwner, isRole, isScopes, scopesOf } from '../identity.js'
import { invalidOption } from '../../http/invalid-option.js'
import { isDigest } from './formats.js'
import { about, freshId } from './record.js'

/**
 * Stores tokens that were made elsewhere; one whose digest is there already is left as it is, so that it can be repeated.
 *
 * @param {{ settings: import('../options.js').Settings, store: import('../store/guarded-store.js').GuardedStore, emit: import('../events.js').Emit }} parts
 * @param {readonly ImportedApiToken[]} tokens
 * @returns {Promise<{ imported: number, known: number }>}
 */
export async function importTokens({ settings, store, emit }, tokens) {
  const records = importedRecords(tokens, settings.now())
  let imported = 0
  for (const described of records) {
    if ((await store.apiTokenByDigest(described.digest)) !== undefined) continue
    const record = { id: freshId(described.created), version: 1, ...described }
    await store.addApiToken(record)
    emit('imported', 'api-token', about(record))
    imported++
  }
  return { imported, known: records.length - imported }
}

/**
 * The records of API tokens that were made elsewhere, each checked before any is stored.
 *
 * @param {unknown} tokens
 * @param {number} now in seconds
 * @returns {Omit<import('../store/store.js').ApiTokenRecord, 'id' | 'version'>[]}
 */
const importedRecords = (tokens, now) => {
  if (!Array.isArray(tokens)) throw invalidOption('tokens', 'must be an array')
  return tokens.map((token, n) => {
    const place = `tokens[${n}]`
    const checked = readOptions(token, IMPORTED, (name, reason) => invalidOption(name === place ? place : `${place}.${name}`, reason), place)
    const { digest, label, role, owner, scope, created = now, expires, start } = checked
    return {
      label, ...(role !== undefined && { role }), owner: { type: owner.type, id: owner.id }, scope: scopesOf(scope).join(' '), created,
      // Somebody has it: it is not lost, whatever a re-roll says.
      start, digest, seen: created, ...(expires !== undefined && { expires }),
    }
  })
}

const isInstant = check((seconds) => isSeconds.holds(seconds) && seconds <= 253_402_300_799, 'must be seconds since the epoch, not milliseconds')

const IMPORTED = {
  algorithm: { ...isOneOf('sha256') },
  created: optional(isInstant),
  digest: isDigest,
  expires: optional(isInstant),
  label: isText(200),
  owner: isOwner,
  role: optional(isRole),
  scope: byDefault('', isScopes),
  start: byDefault('imported', isText(40)),
}

/**
 * @typedef {object} ImportedApiToken an API token that was made elsewhere
 * @property {string} digest of the token, 64 lower-case hexadecimal digits
 * @property {'sha256'} algorithm that made it
 * @property {string} label at most 200 characters
 * @property {string} [role]
 * @property {import('../store/store.js').Owner} owner
 * @property {string | readonly string[]} [scope]
 * @property {string} [start] what a list shows of the token, at most 40 characters
 * @property {number} [created] in seconds; now without it
 * @property {number} [expires] in seconds; never without it
 */
