import { hashOf, isPassword } from './scrypt.js'

/**
 * What the service asks about people and applications, answered from the users file.
 *
 * @param {import('./users-file.js').UsersFile} file
 * @param {readonly string[]} scopes what a user without an own list may do
 * @returns {Required<Pick<import('countersign/service').ServiceOptions, 'authenticate' | 'owner'>>}
 */
export function fromUsersFile(file, scopes) {
  const may = (/** @type {import('./users-file.js').User} */ { scope = scopes.join(' '), roles = [] }) => ({ scope, roles })
  // An unknown name takes as long as a wrong password.
  const nobody = hashOf(crypto.randomUUID())
  return {
    async authenticate({ username, password, client_id, client_secret }) {
      const [name, secret, type] = username === undefined ? [client_id, client_secret, 'application'] : [username, password, 'user']
      if (name === undefined || secret === undefined) return undefined
      const found = await file.find(name)
      const user = found?.type === type ? found : undefined
      const isRight = await isPassword(secret, user?.password ?? (await nobody))
      return isRight && user !== undefined ? { subject: name, subjectType: user.type, ...may(user) } : undefined
    },
    async owner({ type, id }) {
      const user = await file.find(id)
      return user?.type === type ? { active: true, ...may(user) } : { active: false }
    },
  }
}
