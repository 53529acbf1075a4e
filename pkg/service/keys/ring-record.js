import { invalidOption } from '../../http/invalid-option.js'
import { MARGIN } from '../store/retention.js'
import { APART } from './ring-options.js'

// The steps of a ring, as pure functions of its record: the process that stores one first decides for all.

/**
 * A ring that begins: its first key signs at once.
 *
 * @param {readonly Sealed[]} keys
 * @param {number} now
 * @returns {KeyRingRecord}
 */
export function firstRing(keys, now) {
  return { version: 0, keys: keys.map((key, index) => ({ ...key, state: index === 0 ? 'signing' : 'retired', since: now })), dropped: [] }
}

/**
 * What is due, if anything: one step at a time.
 *
 * Clocks may be apart, so that a time that another process noted says little. A process counts from when it saw a key in its state
 * itself; only one that has not been running for so long goes by the note, and adds what clocks may be apart.
 *
 * @param {KeyRingRecord} ring
 * @param {(key: StoredKey) => number} seen since when, by this process's clock
 * @param {number} now by the same clock
 * @param {Times} times
 * @returns {'publish' | 'sign' | undefined}
 */
export function dueStep({ keys }, seen, now, { rotateEvery, publishFor }) {
  const lasted = (/** @type {StoredKey} */ key) => Math.max(now - seen(key), now - key.since - APART)
  const next = keys.find(({ state }) => state === 'next')
  if (next !== undefined) return lasted(next) >= publishFor ? 'sign' : undefined
  return lasted(signing(keys)) >= rotateEvery - publishFor ? 'publish' : undefined
}

/** @param {KeyRingRecord} ring @param {Sealed} key @param {number} now @returns {KeyRingRecord} */
export function withNext(ring, key, now) {
  return { ...ring, keys: [{ ...key, state: 'next', since: now }, ...ring.keys] }
}

/** The next key signs, and the one that did is retired. @param {KeyRingRecord} ring @param {number} now @returns {KeyRingRecord} */
export function withNextSigning(ring, now) {
  return { ...ring, keys: ring.keys.map((key) => (key.state === 'retired' ? key : { ...key, state: key.state === 'next' ? 'signing' : 'retired', since: now })) }
}

/**
 * Without a key, whose place another takes if it signed; undefined if it was dropped before.
 *
 * @param {KeyRingRecord} ring
 * @param {string} kid
 * @param {Sealed} spare signs, if there is not a next one
 * @param {number} now
 * @returns {KeyRingRecord | undefined}
 */
export function withoutKey(ring, kid, spare, now) {
  const leaked = ring.keys.find(({ jwk }) => jwk.kid === kid)
  if (leaked === undefined) {
    if (ring.dropped.some((each) => each.kid === kid)) return undefined
    throw invalidOption('kid', 'is not the name of a published key')
  }
  const others = ring.keys.filter((key) => key !== leaked)
  const rest = { ...ring, keys: others, dropped: [...ring.dropped, { kid, at: now }] }
  if (leaked.state !== 'signing') return rest
  return withNextSigning(others.some(({ state }) => state === 'next') ? rest : withNext(rest, spare, now), now)
}

/** Without what is no longer needed: keys whose last token is dead. @param {KeyRingRecord} ring @param {number} now @param {Times} times @returns {KeyRingRecord} */
export function swept({ keys, dropped, ...ring }, now, { lifetime }) {
  const isNeeded = (/** @type {number} */ since) => now < since + lifetime + MARGIN + 2 * APART
  return { ...ring, keys: keys.filter(({ state, since }) => state !== 'retired' || isNeeded(since)), dropped: dropped.filter(({ at }) => isNeeded(at)) }
}

/** Whether a key signs no more and makes no pair again, so that its private half can be forgotten. @param {StoredKey} key @param {number} now @param {Times} times */
export function isSpent({ state, since }, now, { grace }) {
  return state === 'retired' && now >= since + grace + MARGIN
}

/** @param {readonly StoredKey[]} keys @returns {StoredKey} */
export function signing(keys) {
  return /** @type {StoredKey} */ (keys.find(({ state }) => state === 'signing'))
}

/** @typedef {import('../store/store.js').KeyRingRecord} KeyRingRecord */
/** @typedef {Readonly<import('../store/store.js').StoredKey>} StoredKey */
/** @typedef {Pick<StoredKey, 'jwk' | 'sealed'>} Sealed */
/** @typedef {{ rotateEvery: number, publishFor: number, lifetime: number, grace: number }} Times in seconds */
