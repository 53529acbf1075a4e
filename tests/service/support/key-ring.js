import { MemoryStore } from 'countersign/stores/memory'
import { makeService } from './service.js'

export const SEAL = Uint8Array.from({ length: 32 }, (_, n) => n)
export const ISSUER = 'https://auth.example'

/**
 * A process of a service whose ring is in the store: its clock is apart from that of the others by `offset`, which the test moves.
 *
 * @param {{ store?: object, offset?: number, keyRing?: object }} [options] and those of the service
 */
export function ringService({ store = new MemoryStore(), offset = 0, keyRing, ...options } = {}) {
  // It stands still, however slow this machine is.
  const clock = { offset }
  const now = () => START + clock.offset
  const made = makeService({ store, issuer: ISSUER, key: undefined, now, keyRing: { seal: SEAL, rotateEvery: 3600, publishFor: 600, ...keyRing }, ...options })
  const jwks = async () => {
    const response = await made.service.fetch(new Request(`${ISSUER}/.well-known/jwks.json`))
    return { status: response.status, cache: response.headers.get('cache-control'), kids: (await response.json()).keys?.map(({ kid }) => kid) }
  }
  const logIn = () => made.service.grant({ subject: 'ada', scope: 'read' })
  /** The key that signs. */
  const signing = async () => kidOf((await logIn()).access_token)
  return { ...made, clock, now, store, jwks, logIn, signing }
}

const START = Date.now() / 1000

/** @param {string} token */
export function kidOf(token) {
  return JSON.parse(atob(token.split('.')[0])).kid
}
