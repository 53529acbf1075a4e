import { invalidOption } from '../http/invalid-option.js'
import { accountOptions } from './options.js'
import { page } from './document.js'
import { styleOf } from './accent.js'
import icon from './page/icon.svg?text'
import style from './page/style.css?text'
import { scripts } from './scripts.js'

/**
 * A fetch handler in front of a service: it answers requests for the page, where people make, see, rotate and
 * end their own API tokens and sessions, and hands all others to the service. Throws ERR_OPTION_INVALID for a wrong option.
 *
 * @param {Service} service
 * @param {import('./options.js').AccountOptions} [options]
 * @returns {(request: Request) => Promise<Response>}
 */
export function accountPage(service, options) {
  if (typeof service?.fetch !== 'function' || service.profile === undefined) throw invalidOption('service', 'must be a TokenService')
  const checked = accountOptions(options)
  const { issuer } = service.profile
  const base = new URL(issuer).pathname.replace(/\/$/, '')
  const path = base + checked.path
  /** @type {Map<string, { body: string, type: string }>} */
  const files = new Map([
    [path, { body: page(service.profile, { ...checked, path, base }), type: 'text/html; charset=utf-8' }],
    [`${path}/style.css`, { body: styleOf(style, checked.accent), type: 'text/css; charset=utf-8' }],
    [`${path}/icon.svg`, { body: icon, type: 'image/svg+xml' }],
    ...Object.entries(scripts).map(([name, body]) => /** @type {const} */ ([`${path}/${name}`, { body, type: 'text/javascript; charset=utf-8' }])),
  ])
  return async (request) => {
    const { pathname, search } = new URL(request.url)
    if (pathname === `${path}/`) return new Response(null, { status: 308, headers: { location: path + search } })
    const file = files.get(pathname)
    if (file === undefined) return service.fetch(request)
    if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405, headers: { allow: 'GET' } })
    return new Response(request.method === 'HEAD' ? null : file.body, { headers: { ...HEADERS, 'content-type': file.type } })
  }
}

/** Nothing inline, nothing from elsewhere, no request to elsewhere, no frame around it, and no markup made of data. */
const POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'", "form-action 'none'", "base-uri 'none'",
  "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
].join('; ')

const HEADERS = Object.freeze({
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-cache',
})

/** @typedef {Pick<import('countersign/service').TokenService, 'fetch' | 'profile'>} Service */
