import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { FORGERIES } from './forgery.js'
import { GRACE, PASSWORD } from './settings.js'

/** Shows the protected route one forgery after the other. @param {Scene} scene */
export async function forger(scene) {
  const { random, ledger, tokens, server, isOver } = scene
  const kinds = Object.keys(FORGERIES)
  while (!isOver()) {
    await sleep(random.between(40, 160))
    const token = tokens.anyLive(random)
    const kind = random.pick(kinds)
    const authorization = token && FORGERIES[kind]({ ...scene, token })
    if (authorization === undefined) continue
    ledger.judged(kind, await present(new URL(server).port, authorization))
  }
}

/** Presents refresh tokens again: within the grace it gets the same pair, and later nothing. @param {Scene} scene @param {number} number */
export async function replayer(scene, number) {
  const { random, ledger, isOver } = scene
  for (let round = 0; !isOver(); round++) {
    const generations = round % 2 === 0 ? 1 : 2
    const pairs = [await insist(scene, '/token', { username: `victim-${number}-${round}`, password: PASSWORD })]
    while (pairs.length <= generations && !isOver()) {
      pairs.push(await insist(scene, '/auth/refresh', { refreshToken: pairs.at(-1)?.refresh_token }))
    }
    if (isOver()) return
    if (pairs.some((pair) => pair?.refresh_token === undefined)) {
      ledger.refused.push(`the victim's ${pairs.length - 1}. renewal: ${JSON.stringify(pairs.at(-1))}`)
      continue
    }
    // One generation late counts from the grace on; two generations late at once.
    if (generations === 1) await sleep(GRACE * 1000 + random.between(100, 500))
    const replayed = await insist(scene, '/auth/refresh', { refreshToken: pairs[0].refresh_token })
    if (isOver()) return
    ledger.answered('a refresh token again', replayed.status, replayed.refresh_token !== undefined)
    const newest = await insist(scene, '/auth/refresh', { refreshToken: pairs.at(-1).refresh_token })
    if (isOver()) return
    ledger.answered('the newest after theft', newest.status, newest.refresh_token !== undefined)
  }
}

/** Uses API tokens after their owner revoked them. @param {Scene} scene */
export async function thief(scene) {
  const { random, ledger, issuer, children, isOver } = scene
  while (!isOver()) {
    const { id, token } = await children.issuer.ask('create')
    await children.issuer.ask('revoke', { id })
    for (let time = 0; time < 5 && !isOver(); time++) {
      await sleep(random.between(300, 900))
      const response = await fetch(`${issuer}/protected-endpoint`, { headers: { authorization: `Bearer ${token}` } }).catch(() => undefined)
      const text = await response?.text().catch(() => '')
      // A broken proxy answers 200 to anybody.
      if (response !== undefined) ledger.answered('a revoked API token', response.status, Boolean(text?.includes('"hello"')))
    }
  }
}

/** Asks the service until it is the service that answers. @param {Scene} scene @param {string} path @param {object} body */
const insist = async ({ issuer, ledger, isOver }, path, body) => {
  while (!isOver()) {
    ledger.asked(true)
    try {
      const response = await fetch(issuer + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
      const answer = await response.json()
      if (answer.access_token !== undefined || (response.status >= 400 && response.status < 500)) return { ...answer, status: response.status }
    } catch {
      // The weather: no answer, or none that is JSON.
    }
    ledger.waited('issuer of pairs')
    await sleep(200)
  }
  return { status: 0 }
}

/** The status that a request with this header is answered with, byte for byte as it is; 0 where the server hangs up. */
const present = (port, authorization) =>
  new Promise((resolve) => {
    let text = ''
    const socket = connect(Number(port), '127.0.0.1')
    socket.setTimeout(10_000, () => socket.destroy())
    socket.on('data', (chunk) => (text += chunk.toString('latin1')))
    socket.on('error', () => {})
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)))
    socket.write(Buffer.from(`GET /me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: ${authorization}\r\n\r\n`, 'latin1'))
  })

/** @typedef {import('./soak.js').Scene} Scene */
