import { MemoryStore } from 'countersign/stores/memory'
import { makeService } from './service.js'

/**
 * A service in this process, and the ways to ask it: each answers `{ status, headers, text, body }`.
 *
 * @param {Record<string, any>} [options] of the service
 */
export function ask({ issuer = 'https://auth.example/tenant', ...options } = {}) {
  const made = makeService({ store: new MemoryStore(), issuer, ...options })
  const send = async (method, path, init = {}) => {
    const response = await made.service.fetch(new Request(issuer + path, { method, duplex: 'half', ...init }))
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: text.startsWith('{') ? JSON.parse(text) : undefined }
  }
  const json = (path, members, headers = {}) =>
    send('POST', path, { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(members) })
  const form = (path, members, headers = {}) =>
    send('POST', path, { headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body: new URLSearchParams(members).toString() })
  return { ...made, issuer, send, json, form }
}

/** The header of RFC 6749 §2.3.1. */
export function basic(id, secret) {
  return { authorization: `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}` }
}

/** The header that clients send which do not encode the pair as a form. */
export function rawBasic(id, secret) {
  return { authorization: `Basic ${btoa(`${id}:${secret}`)}` }
}

export function bearer(token) {
  return { authorization: `Bearer ${token}` }
}
