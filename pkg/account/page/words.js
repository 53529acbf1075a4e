import { text } from './text.js'

const relative = new Intl.RelativeTimeFormat(text.locale, { numeric: 'auto' })
const UNITS = /** @type {const} */ ([['year', 31_557_600], ['month', 2_629_800], ['week', 604_800], ['day', 86_400], ['hour', 3600], ['minute', 60]])

/**
 * An instant in words, as "in 3 days", with the date and time as its title.
 *
 * @param {number} instant in seconds
 */
export function whenOf(instant) {
  const time = document.createElement('time')
  const date = new Date(instant * 1000)
  time.dateTime = date.toISOString()
  time.title = date.toLocaleString(text.locale, { dateStyle: 'long', timeStyle: 'short' })
  time.textContent = fromNow(instant)
  return time
}

/** "in 3 days", "2 hours ago". @param {number} instant in seconds */
export function fromNow(instant) {
  const seconds = instant - Date.now() / 1000
  const [unit, length] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1]
  return Math.abs(seconds) < 60 && unit === 'second' ? relative.format(0, 'second') : relative.format(Math.round(seconds / length), unit)
}

/** A date that is far enough to need one. @param {number} instant in seconds */
export function dateOf(instant) {
  return new Date(instant * 1000).toLocaleString(text.locale, { dateStyle: 'medium', timeStyle: 'short' })
}

/** "30 days". @param {number} seconds */
export function lengthOf(seconds) {
  const days = Math.floor(seconds / 86_400)
  const [count, unit] = days >= 1 ? [days, 'day'] : seconds >= 3600 ? [Math.floor(seconds / 3600), 'hour'] : [Math.max(1, Math.floor(seconds / 60)), 'minute']
  return new Intl.NumberFormat(text.locale, { style: 'unit', unit: /** @type {string} */ (unit), unitDisplay: 'long' }).format(/** @type {number} */ (count))
}
