import { accountPage } from 'countersign/account'
import { TokenService } from 'countersign/service'
import { sealingKeys } from './config/sealing-key.js'
import { Failure } from '../failure.js'
import { openStore } from './store/open.js'
import { fromUsersFile } from './users/log-in.js'
import { LogInLimit } from './users/log-in-limit.js'
import { UsersFile } from './users/users-file.js'

/**
 * The service that the configuration describes, with its keys opened: what is wrong with either is thrown here, before anything
 * listens.
 *
 * @param {import('./config/settings.js').Settings} settings
 * @param {{ log: import('./log.js').Log, requests: import('./requests.js').Requests }} around
 * @returns {Promise<Started>}
 */
export async function startService(settings, { log, requests }) {
  const seal = await sealingKeys(settings.sealingKey, process.env)
  const asked = await logInsOf(settings)
  const store = await openStore(settings)
  const { issuer, audience, keyRing, logIns } = settings
  const limit = logIns && new LogInLimit(logIns)
  try {
    const service = new TokenService({
      ...settings.service,
      issuer,
      audience,
      store,
      keyRing: { ...keyRing, seal },
      ...asked,
      authenticate: async (credentials, request) => {
        const name = String(credentials.username ?? credentials.client_id ?? '')
        const check = async () => asked.authenticate(credentials, request)
        return limit === undefined ? check() : limit.guard({ address: requests.addressOf(request), name }, check)
      },
      rateLimit: (request, route) => {
        requests.at(request, route)
        return settings.service.rateLimit?.(request, route)
      },
      onEvent: ({ type, kind, id, subject, subjectType }) => log.write(type === 'reused' ? 'warn' : 'info', 'token', { type, kind, id, subject, subjectType }),
      onError: (error) => log.fail('failure', error),
    })
    await service.keys.ready()
    return { service, store, handle: pageOf(settings, service) }
  } catch (error) {
    await Promise.resolve(store.close()).catch(() => {})
    throw explained(error)
  }
}

/** @param {import('./config/settings.js').Settings} settings */
const logInsOf = async ({ users, scopes, authenticate }) => {
  if (users === undefined) return { authenticate: /** @type {NonNullable<typeof authenticate>} */ (authenticate) }
  const file = new UsersFile(users)
  await file.read()
  return fromUsersFile(file, Object.keys(scopes))
}

/** @param {import('./config/settings.js').Settings} settings @param {TokenService} service @returns {(request: Request) => Promise<Response>} */
const pageOf = ({ account, scopes, roles }, service) => (account === false ? service.fetch : accountPage(service, { scopes, roles, ...account }))

/** @param {any} error */
const explained = (error) => {
  if (error?.code === 'ERR_STORE_UNAVAILABLE') return new Failure('the store cannot be reached, or cannot be used: see whether it runs, and whether the address is right', { code: error.code, cause: error.cause })
  return error
}

/** @typedef {{ service: TokenService, store: import('countersign/service').Store, handle: (request: Request) => Promise<Response> }} Started */
