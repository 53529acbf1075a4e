import { TokenClient } from 'countersign/client'
import { MemoryStore } from 'countersign/stores/memory'
import { apiOf } from '../../service/support/api.js'
import { PASSWORD, makeService } from '../../service/support/service.js'

export const ISSUER = 'https://auth.example'
export const login = { username: 'your-email@example.com', password: PASSWORD }

/**
 * A client of a service in this process. `state.intercept` answers a request in the service's stead if it returns
 * something; `state.after` sees the service's answer before the client does.
 */
export function setUp(options = {}, serviceOptions = {}) {
  const made = makeService({ store: new MemoryStore(), issuer: ISSUER, ...serviceOptions })
  const api = apiOf(made.service)
  const log = []
  const state = { intercept: undefined, after: undefined }
  const fetch = async (input, init) => {
    const request = new Request(input, init)
    const line = `${request.method} ${new URL(request.url).pathname}`
    log.push(line)
    const intercepted = await state.intercept?.(request, line)
    if (intercepted !== undefined) return intercepted
    const answer = await api(request)
    await state.after?.(line, answer)
    return answer
  }
  const errors = []
  const common = { url: ISSUER, fetch, now: made.now, firstDelay: 0.001, random: () => 0.5, onError: (error) => errors.push(error) }
  const clientWith = (others) => new TokenClient({ ...common, ...others })
  const client = clientWith({ credentials: login, ...options })
  const get = (path = '/protected-endpoint') => client.fetch(ISSUER + path)
  const renewals = () => log.filter((line) => line !== 'GET /protected-endpoint')
  return { ...made, client, clientWith, get, log, state, renewals, errors }
}

/** A storage that other clients may share. */
export function makeStorage(kept) {
  const storage = {
    kept,
    load: async () => storage.kept,
    save: async (token) => {
      storage.kept = token
    },
  }
  return storage
}

/** A promise, and what settles it. */
export function deferred() {
  let resolve
  const promise = new Promise((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
