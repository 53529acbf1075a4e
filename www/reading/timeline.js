// iat, nbf, now and exp on one line, with the leeway, counting.

import { byId, element } from '../page/element.js'
import { duration, local, relative } from './instants.js'

/** Shows the times of `claims` (`members` by their text), or nothing where it states none. `leeway` in seconds. */
export function showTimeline(claims, members, leeway, now) {
  const times = timesOf(claims)
  byId('timeline').hidden = times.length === 0
  if (times.length === 0) return
  const exp = times.find(({ name }) => name === 'exp')?.at
  const nbf = times.find(({ name }) => name === 'nbf')?.at
  const from = nbf ?? times.find(({ name }) => name === 'iat')?.at
  const said = unclear(claims, members) ?? countdown({ exp, nbf, leeway, now })
  byId('countdown').replaceChildren(element('strong', {}, said.amount), ` ${said.rest}`)
  byId('countdown').dataset.state = said.state

  const scale = scaleOf([...times.map(({ at }) => at), now], exp === undefined)
  const track = byId('track')
  const end = exp ?? scale.last
  track.replaceChildren(
    from < end ? band('life', scale, from, end) : '',
    nbf === undefined ? '' : band('leeway', scale, nbf - leeway, nbf),
    exp === undefined ? '' : band('leeway', scale, exp, exp + leeway),
    ...labels(times, scale),
    mark('now', 'now', scale.of(now)),
  )
  track.setAttribute('aria-label', times.map(({ name, at }) => `${name} ${local(at) ?? at}, ${relative(at, now)}`).join('; '))
}

function timesOf(claims) {
  return ['iat', 'nbf', 'exp']
    .map((name) => ({ name, at: claims?.[name] }))
    .filter(({ at }) => typeof at === 'number' && Number.isFinite(at))
}

/** An end that readers understand differently, or not at all, is not no end. */
function unclear(claims, members) {
  const stated = members?.filter(({ name }) => name === 'exp') ?? []
  if (stated.length > 1) return { state: 'over', amount: 'Unclear', rest: `when it ends: exp occurs ${stated.length} times` }
  return stated.length === 1 && typeof claims?.exp !== 'number' ? { state: 'over', amount: 'Unclear', rest: 'when it ends: exp is not a number of seconds' } : null
}

function countdown({ exp, nbf, leeway, now }) {
  if (nbf !== undefined && now < nbf) {
    const rest = now < nbf - leeway ? 'until it becomes valid' : 'until it becomes valid; accepted already, within the leeway'
    return { state: 'early', amount: duration(Math.ceil(nbf - now)), rest }
  }
  if (exp === undefined) return { state: 'open', amount: 'Never', rest: 'expires on its own' }
  if (now < exp) return { state: exp - now <= 60 ? 'soon' : 'live', amount: duration(Math.ceil(exp - now)), rest: 'left' }
  const rest = now < exp + leeway ? `since it expired; accepted for ${duration(Math.ceil(exp + leeway - now))} more, the leeway` : 'since it expired'
  return { state: now < exp + leeway ? 'soon' : 'over', amount: duration(now - exp), rest }
}

/** Places instants between 0 and 100; an open end leaves room on the right. */
function scaleOf(instants, open) {
  const low = Math.min(...instants)
  const high = Math.max(...instants)
  const span = Math.max(high - low, 1)
  const first = low - span * 0.05
  const last = high + span * (open ? 0.4 : 0.05)
  return { last, of: (at) => Math.min(100, Math.max(0, ((at - first) / (last - first)) * 100)) }
}

// Names that would overlap share one label.
function labels(times, scale) {
  const groups = []
  for (const { name, at } of [...times].sort((a, b) => a.at - b.at)) {
    const place = scale.of(at)
    const last = groups.at(-1)
    if (last && place - last.place < 9) last.names.push(name)
    else groups.push({ names: [name], place })
  }
  return groups.map(({ names, place }) => mark('tick', names.join(' · '), place))
}

function mark(kind, name, place) {
  const side = place > 85 ? ' right' : place < 15 ? ' left' : ''
  return at(element('span', { class: `${kind}${side}` }, element('span', {}, name)), place)
}

function band(kind, scale, from, to) {
  const start = scale.of(from)
  const node = at(element('span', { class: kind }), start)
  node.style.setProperty('--length', `${scale.of(to) - start}%`)
  return node
}

function at(node, place) {
  node.style.setProperty('--at', `${place}%`)
  return node
}
