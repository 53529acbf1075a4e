import { stat } from 'node:fs/promises'
import { check, isPlainObject, optional, readOptions } from '../../../lib/option-table.js'
import { Failure } from '../../failure.js'
import { UsageError } from '../../usage-error.js'
import { readSecret, replaceSecret } from '../config/private-file.js'
import { isHash } from './scrypt.js'

/** Who may log in, as a file holds it: JSON, by name. What changes in it counts within a second, without a restart. */
export class UsersFile {
  #path
  #users = new Map()
  #stamp = ''
  #lookedAt = -Infinity

  /** @param {string} path */
  constructor(path) {
    this.#path = path
  }

  /** As it is now. Throws UsageError for a file that cannot be used. @returns {Promise<Map<string, User>>} */
  async read() {
    this.#users = usersOf(this.#path, await readSecret(this.#path, { what: 'users file', remedy: 'countersign serve --init makes one' }))
    return this.#users
  }

  /** @param {string} name @returns {Promise<User | undefined>} */
  async find(name) {
    if (performance.now() - this.#lookedAt > FRESH) await this.#look()
    return this.#users.get(name)
  }

  /** @param {Map<string, User>} users */
  write(users) {
    return replaceSecret(this.#path, textOf(users))
  }

  async #look() {
    const at = performance.now()
    try {
      const { mtimeMs, size, ino } = await stat(this.#path)
      const stamp = `${mtimeMs} ${size} ${ino}`
      if (stamp !== this.#stamp) await this.read()
      this.#stamp = stamp
      this.#lookedAt = at
    } catch (cause) {
      // Who is in it is not known: neither yes nor no would be right.
      throw new Failure(`the users file ${this.#path} cannot be used`, { code: 'ERR_USERS_UNAVAILABLE', cause })
    }
  }
}

export function emptyUsers() {
  return textOf(new Map())
}

/** @param {Map<string, User>} users */
const textOf = (users) => `${JSON.stringify(Object.fromEntries(users), null, 2)}\n`

/** @param {string} path @param {string} text @returns {Map<string, User>} */
const usersOf = (path, text) => {
  const refuse = (/** @type {string} */ reason) => new UsageError(`the users file ${path} cannot be used: ${reason}`)
  const parsed = jsonOf(text)
  if (!isPlainObject(parsed)) throw refuse('it must be a JSON object')
  return new Map(Object.entries(parsed).map(([name, user]) => {
    const options = readOptions(user, MEMBERS, (member, reason) => refuse(`in the entry of ${JSON.stringify(name)}, ${member} ${reason}`), 'the entry')
    return [name, /** @type {User} */ ({ ...options })]
  }))
}

/** @param {string} text */
const jsonOf = (text) => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const MEMBERS = {
  password: check(isHash, 'must be as countersign users add writes it'),
  type: check((type) => type === 'user' || type === 'application', 'must be "user" or "application"'),
  scope: optional(check((scope) => typeof scope === 'string', 'must be a string')),
  roles: optional(check((roles) => Array.isArray(roles) && roles.every((role) => typeof role === 'string' && role !== ''), 'must be an array of strings')),
}

/** In milliseconds. */
const FRESH = 1000

/** @typedef {{ password: string, type: 'user' | 'application', scope?: string, roles?: string[] }} User `scope`: all of the service's without it */
