import { Agent, request } from 'node:http'

/**
 * Clients that keep their connections and ask without a pause. Answers what became of each request: `answers`; `refused`, those
 * that met nobody who listens; `lost`, those that were sent, or whose connection was accepted, and never answered.
 */
export function load(url, { clients, next }) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const outcome = { answers: [], refused: 0, lost: [], unavailable: 0 }
  let isOver = false
  const client = async (number) => {
    for (let turn = 0; !isOver; turn++) {
      const { path, method = 'GET', json, token } = next(number, turn)
      const answer = await ask(agent, url + path, { method, json, token })
      if (answer.error === undefined) {
        outcome.answers.push(answer)
        if (answer.status === 503) outcome.unavailable++
      } else if (answer.error.code === 'ECONNREFUSED') return void outcome.refused++
      else outcome.lost.push(`${answer.error.code} ${answer.isReused ? 'on a kept connection' : 'on a new connection'}`)
    }
  }
  const done = Promise.all(Array.from({ length: clients }, (_, number) => client(number)))
  return {
    outcome,
    done: done.then(() => agent.destroy()),
    end() {
      isOver = true
    },
  }
}

const ask = (agent, url, { method, json, token }) =>
  new Promise((resolve) => {
    const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(json && { 'content-type': 'application/json' }) }
    const outgoing = request(url, { agent, method, headers }, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8').on('data', (chunk) => { text += chunk })
      incoming.on('end', () => resolve({ status: incoming.statusCode, text, json }))
      incoming.on('error', (error) => resolve({ error, json }))
    })
    outgoing.on('error', (error) => resolve({ error, json, isReused: outgoing.reusedSocket }))
    outgoing.end(json && JSON.stringify(json))
  })
