import { definedOnly } from './issue.js'
import { withLock } from '../lock.js'
import { UsageError } from '../usage-error.js'

/** @type {import('../command.js').Command} */
export const users = {
  summary: 'Says who may log in to the service that serve runs',
  usage: 'add | password | remove NAME, or list',
  details: `  add NAME             asks for a password, or reads it from stdin
    --scope 'read'     what it may do; without it, all of the scopes in the configuration
    --role NAME        one of its roles (repeatable)
    --application      a program, which logs in with client_id and client_secret
  password NAME        another password
  remove NAME          its tokens end: refresh and API tokens at once, access tokens when they expire
  list                 names, without passwords
  --config FILE        of the service; without it, countersign.config.js here`,
  options: {
    config: { type: 'string' },
    scope: { type: 'string' },
    role: { type: 'string', multiple: true },
    application: { type: 'boolean' },
  },
  async run({ options, inputs: [action, name, ...others], terminal }) {
    const change = Object.hasOwn(CHANGES, action ?? '') ? CHANGES[action] : undefined
    if (action !== 'list' && change === undefined) throw new UsageError('users needs add, password, remove or list')
    if (others.length > 0 || (name === undefined) !== (action === 'list')) throw new UsageError(action === 'list' ? 'users list takes no name' : `users ${action} needs one name; the password is never an argument`)
    const { file, path } = await fileOf(options.config)
    if (change === undefined) {
      const all = [...(await file.read())].map(([each, { password: _, ...user }]) => ({ name: each, ...user }))
      return terminal.result(all, () => all.map((user) => `${user.name}  ${user.type}  ${user.scope ?? 'all scopes'}  ${(user.roles ?? []).join(', ')}`.trimEnd()).join('\n') || 'nobody yet')
    }
    const apply = await change(name, options, terminal, await file.read())
    // Asked before and read again now: a person types for minutes.
    await withLock(`${path}.lock`, async () => {
      const now = await file.read()
      apply(now)
      await file.write(now)
    })
    terminal.note(`${action === 'add' ? 'added' : action === 'remove' ? 'removed' : 'changed'}: ${name}`)
  },
}

/** @param {string | undefined} config */
const fileOf = async (config) => {
  const { readSettings } = await import('../server/config/settings.js')
  const { UsersFile } = await import('../server/users/users-file.js')
  const { users: path } = await readSettings({ config })
  if (path === undefined) throw new UsageError('the configuration names no users file: it has an authenticate of its own')
  return { path, file: new UsersFile(path) }
}

/** @type {Record<string, (name: string, options: Record<string, any>, terminal: import('../terminal.js').Terminal, users: Users) => Promise<(users: Users) => void>>} */
const CHANGES = {
  async add(name, { scope, role: roles, application }, terminal, before) {
    if (new TextEncoder().encode(name).length > 255) throw new UsageError('a name has at most 255 bytes')
    const refuseTaken = (/** @type {Users} */ users) => {
      if (users.has(name)) throw new UsageError(`${name} is there already: countersign users password ${name} changes the password`)
    }
    refuseTaken(before)
    const password = await newHash(terminal)
    return (users) => {
      refuseTaken(users)
      users.set(name, /** @type {any} */ (definedOnly({ password, type: application ? 'application' : 'user', scope, roles })))
    }
  },
  async password(name, _options, terminal, before) {
    known(before, name)
    const password = await newHash(terminal)
    return (users) => void users.set(name, { ...known(users, name), password })
  },
  async remove(name, _options, _terminal, before) {
    known(before, name)
    return (users) => void users.delete(name)
  },
}

/** @param {Users} users @param {string} name */
const known = (users, name) => {
  const user = users.get(name)
  if (user === undefined) throw new UsageError(`nobody is called ${name}: see countersign users list`)
  return user
}

/** @param {import('../terminal.js').Terminal} terminal */
const newHash = async (terminal) => {
  const { hashOf } = await import('../server/users/scrypt.js')
  const password = await terminal.secret('Password: ', 'Again: ')
  if ([...password].length < LEAST) throw new UsageError(`a password has at least ${LEAST} characters`)
  return hashOf(password)
}

/** NIST SP 800-63B §5.1.1.2. */
const LEAST = 8

/** @typedef {Map<string, import('../server/users/users-file.js').User>} Users */
