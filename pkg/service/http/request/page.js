import { checkedPage } from '../../method-options.js'
import { malformed } from '../../oauth-error.js'
import { notAsAsked } from './api-token-request.js'

/**
 * Which page of a list a request asks for: `after` an id, and at most `limit` (100), which is 1000 at most.
 *
 * @param {Request} request
 * @returns {{ after: string | undefined, limit: number }}
 */
export function pageOf(request) {
  const { searchParams } = new URL(request.url)
  const most = Number(searchParams.get('limit') ?? 100)
  if (!Number.isSafeInteger(most) || most < 1) throw malformed('limit must be a number above 0')
  const { after, limit } = checkedPage({ after: searchParams.get('after') ?? undefined, limit: Math.min(most, 1000) }, notAsAsked)
  return { after, limit }
}

/**
 * The member `next` of an answer whose page is full: the id to ask for the rest with.
 *
 * @param {readonly { id: string }[]} page
 * @param {number} limit
 * @returns {{ next?: string }}
 */
export function nextOf(page, limit) {
  return page.length >= limit ? { next: page.at(-1)?.id } : {}
}
