import { setTimeout as sleep } from 'node:timers/promises'
import { TokenClient } from 'countersign/client'
import { PASSWORD } from './settings.js'

/**
 * A user of the API: a `TokenClient` that logs in, reads, renews, and logs out now and then. None of its requests may
 * be refused; it may have to wait while the issuer cannot be asked.
 *
 * @param {string} username
 * @param {Scene} scene
 */
export async function user(username, scene) {
  const { random, ledger, sky, tokens, server, issuer, isOver } = scene
  const state = { wasGood: false, isLoggedIn: false }
  const client = new TokenClient({
    url: issuer, origins: [server], maxDelay: 2, fetch: watched(scene, state), random: () => random.number(),
    credentials() {
      if (state.isLoggedIn) ledger.refused.push(`${username} lost its refresh token (${sky.kind})`)
      state.isLoggedIn = false
      return { username, password: PASSWORD }
    },
    onRenewed(token) {
      state.isLoggedIn = true
      tokens.renewed(username, token)
    },
  })
  while (!isOver()) {
    await sleep(random.between(60, 240))
    try {
      const response = await client.fetch(`${server}/me`)
      const { hello } = await response.json()
      if (response.status === 200 && hello !== username) ledger.refused.push(`${username} was taken for ${hello}`)
      if (!random.chance(0.01)) continue
      const token = await client.token()
      tokens.leaving(username)
      state.isLoggedIn = false
      const { kind } = sky
      await client.logOut()
      // A broken proxy may say that all is well.
      if (kind === 'fair' && sky.kind === 'fair') tokens.left(token)
    } catch (error) {
      // What the service refused has been written down where it was answered.
      ledger.waited(error.code ?? error.cause?.code ?? error.message)
    }
  }
}

/** Writes down how the requests of a client end. @param {Scene} scene @param {{ wasGood: boolean }} state */
const watched = ({ ledger, sky, server }, state) => async (input, init) => {
  const request = new Request(input, init)
  const { pathname, origin } = new URL(request.url)
  ledger.asked(true)
  const weather = sky.kind
  const start = performance.now()
  const response = await fetch(request).catch((error) => {
    if (origin === server) ledger.unexcused.push(`${pathname}: ${error.cause?.code ?? error.message}`)
    throw error
  })
  const { status } = response
  if (origin === server && status === 200) {
    state.wasGood = true
    ledger.latencies[weather === 'fair' && sky.kind === 'fair' ? 'fair' : 'foul'].push(performance.now() - start)
  }
  if (status < 400) return response
  const { code } = await response.clone().json().catch(() => ({}))
  const told = `${pathname}: ${status} ${code} (${sky.kind})`
  if (status < 500) ledger.refused.push(told)
  else if (origin === server) {
    // Stale lists last for an hour here, so that only keys can be missing once a list was had.
    if (status === 503 && (code === 'ERR_KEYS_UNAVAILABLE' ? sky.hidesKeys : !state.wasGood)) ledger.waited(code)
    else ledger.unexcused.push(told)
  }
  return response
}

/** A program with a permanent API token, which only the service can check. @param {string} token @param {Scene} scene */
export async function program(token, { random, ledger, sky, issuer, isOver }) {
  while (!isOver()) {
    await sleep(random.between(150, 450))
    ledger.asked(true)
    const response = await fetch(`${issuer}/protected-endpoint`, { headers: { authorization: `Bearer ${token}` } }).catch(() => undefined)
    if (response === undefined || response.status >= 500) ledger.waited('issuer of API tokens')
    else if (response.status >= 400) ledger.refused.push(`API token: ${response.status} (${sky.kind})`)
    await response?.arrayBuffer().catch(() => {})
  }
}

/** @typedef {import('./soak.js').Scene} Scene */
