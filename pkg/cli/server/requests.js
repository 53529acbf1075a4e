import { addressOf } from './users/address.js'

/** What is known of a request beside what it says itself: from where it comes, and which endpoint it came to. */
export class Requests {
  #proxies
  /** @type {WeakMap<Request, { address: string, route?: string }>} */
  #known = new WeakMap()

  /** @param {number} proxies how many in front are trusted */
  constructor(proxies) {
    this.#proxies = proxies
  }

  /** @param {Request} request @param {string | undefined} peer the address at the other end of the connection */
  note(request, peer) {
    this.#known.set(request, { address: addressOf(peer, request.headers.get('x-forwarded-for'), this.#proxies) })
  }

  /** @param {Request | undefined} request */
  addressOf(request) {
    return (request && this.#known.get(request)?.address) ?? ''
  }

  /** @param {Request} request @param {string} route as the service names it: with no id and no token in it */
  at(request, route) {
    const known = this.#known.get(request)
    if (known !== undefined) known.route ??= route
  }

  /** @param {Request} request */
  routeOf(request) {
    return this.#known.get(request)?.route
  }
}
