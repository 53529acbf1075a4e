import { UsageError } from './usage-error.js'

/**
 * Seconds of `90`, `15m`, `1h`, `30d`.
 *
 * @param {string} text
 * @param {string} option
 */
export function seconds(text, option) {
  const [, amount, unit = 's'] = /^(\d+)([smhd])?$/.exec(text) ?? []
  if (amount === undefined) throw new UsageError(`${option} must be a duration, as 90, 15m, 1h or 30d`)
  return Number(amount) * UNITS[unit]
}

/**
 * An instant for people: the time of day and how far away it is.
 *
 * @param {number} instant in seconds since the epoch
 * @param {number} now
 */
export function inWords(instant, now) {
  const date = new Date(instant * 1000)
  if (Number.isNaN(date.getTime())) return 'beyond the calendar'
  return `${date.toISOString().replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')}, ${distance(instant - now)}`
}

/** @param {number} away in seconds */
const distance = (away) => {
  const size = Math.abs(away)
  const [unit, length] = STEPS.find(([, length]) => size >= length) ?? ['second', 1]
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(Math.trunc(away / length), unit)
}

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const STEPS = [['year', 31_557_600], ['day', 86_400], ['hour', 3600], ['minute', 60]]

/** @type {Record<string, number>} */
const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 }
