// Instants in three forms: local, UTC and relative to now. All in seconds.

const LOCAL = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' })
const UNITS = [['y', 31557600], ['d', 86400], ['h', 3600], ['min', 60], ['s', 1]]

/** Seconds since the epoch. */
export const clock = () => Date.now() / 1000

/** The instant on the reader's own clock, with its zone, or null beyond the calendar. */
export function local(seconds) {
  return onCalendar(seconds) ? LOCAL.format(seconds * 1000) : null
}

/** The instant in UTC, as RFC 3339 writes it but for the space; null beyond the calendar. */
export function utc(seconds) {
  if (!onCalendar(seconds)) return null
  return new Date(seconds * 1000).toISOString().replace('T', ' ').replace(/(\.000)?Z$/, ' UTC')
}

/** A duration by its two largest units: `59 min 12 s`. */
export function duration(seconds) {
  let rest = Math.floor(Math.abs(seconds))
  const first = UNITS.findIndex(([, size]) => rest >= size)
  if (first < 0) return '0 s'
  return UNITS.slice(first, first + 2)
    .map(([unit, size]) => {
      const count = Math.floor(rest / size)
      rest -= count * size
      return count > 0 || unit === UNITS[first][0] ? `${count} ${unit}` : null
    })
    .filter((words) => words !== null)
    .join(' ')
}

/** `in 5 min`, `3 d 2 h ago`, `now`. */
export function relative(seconds, now) {
  const distance = Math.round(seconds - now)
  if (distance === 0) return 'now'
  return distance > 0 ? `in ${duration(distance)}` : `${duration(distance)} ago`
}

function onCalendar(seconds) {
  return Number.isFinite(seconds) && Math.abs(seconds) <= 8.64e12
}
