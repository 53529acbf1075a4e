import { forgettable } from './store/retention.js'

/**
 * Forgets what is no longer needed, and announces the API tokens that expire within a week: each once, by
 * whichever process is first. One that never lived as long as that is not announced.
 *
 * @param {import('./parts.js').Parts} parts
 */
export async function sweep({ settings, store, keys, emit }) {
  const now = settings.now()
  await keys.sweep()
  await store.sweep(forgettable(now))
  /** @type {{ end: number, id: string } | undefined} */
  let after
  do {
    const page = await store.endingApiTokens({ from: now, to: now + NOTICE, after, limit: PAGE })
    for (const token of page) await announce(store, emit, token, now)
    const last = page.at(-1)
    after = page.length < PAGE || last === undefined ? undefined : { end: /** @type {number} */ (last.revoked ?? last.expires), id: last.id }
  } while (after !== undefined)
}

/** @type {(store: import('./parts.js').Parts['store'], emit: import('./parts.js').Parts['emit'], token: import('./store/store.js').ApiTokenRecord, now: number) => Promise<void>} */
const announce = async (store, emit, token, now) => {
  const { id, owner, created, expires, revoked, announced } = token
  if (revoked !== undefined || expires === undefined || announced !== undefined || expires - created <= NOTICE) return
  // Somebody else changed it, perhaps to announce it: the next sweep looks again.
  if (await store.replaceApiToken({ ...token, announced: now })) emit('expiring', 'api-token', { id, subject: owner.id, subjectType: owner.type, expires })
}

/** How long before its end an API token is announced, in seconds. */
const NOTICE = 7 * 86_400
const PAGE = 500
