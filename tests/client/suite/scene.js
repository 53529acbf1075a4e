import { TokenClient } from 'countersign/client'

/**
 * Where the suite is played: `home` is the service with an API beside it, `allowed` another origin of the client,
 * `foreign` an origin that must not see a token; `runtime` is 'Node', 'Deno', 'Bun', 'workerd' or 'browser'.
 *
 * @type {{ home: string, allowed: string, foreign: string, runtime: string }}
 */
export const scene = { home: '', allowed: '', foreign: '', runtime: '' }

export const API_KEY = 'the-api-key-of-the-video-app'

/** @param {Partial<import('countersign/client').ClientOptions>} [options] */
export function makeClient(options) {
  return new TokenClient({ url: scene.home, origins: [scene.home, scene.allowed], credentials: { apiKey: API_KEY }, firstDelay: 0.001, ...options })
}

let number = 0
/** What no other test of this run, nor of another at the same servers, is called. */
export function unique() {
  return `${scene.runtime}-${Math.random().toString(36).slice(2)}-${number++}`
}

/** Whom the API took the bearer of a token for. */
export const SUBJECT = 'video-app'
