import fixture from 'bench:fixture'
import { lineUp } from './line-up.js'

const started = new Map()

/** `?scenario=` lines up and names the runners; `?scenario=&name=&calls=` runs one. The clock is the caller's: here it may stand still. */
export default {
  async fetch(request) {
    const { scenario, name, calls } = Object.fromEntries(new URL(request.url).searchParams)
    if (!started.has(scenario)) started.set(scenario, await lineUp(scenario, fixture))
    const { runners, absent } = started.get(scenario)
    if (!name) return Response.json({ names: runners.map((runner) => runner.name), absent })
    await runners.find((runner) => runner.name === name).run(Number(calls))
    return new Response('')
  },
}
