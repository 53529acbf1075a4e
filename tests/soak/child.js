import { fork } from 'node:child_process'
import { EventEmitter, once } from 'node:events'

const children = new Set()
const endAll = () => children.forEach((child) => child.kill('SIGKILL'))
process.on('exit', endAll)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

/** A process of the soak: it tells events, and is asked for things. It ends with this one. */
export class Child extends EventEmitter {
  #process
  #calls = new Map()
  #count = 0

  /** @param {string} script @param {object} options */
  static async start(script, options) {
    const child = new Child()
    child.#process = fork(new URL(script, import.meta.url), [JSON.stringify(options)])
    children.add(child.#process)
    child.#process.on('message', (message) => child.#told(message))
    child.#process.on('exit', (code, signal) => child.emit('gone', `${script} ended (${code ?? signal})`))
    child.port = await Promise.race([
      once(child, 'listening').then(([port]) => port),
      once(child, 'gone').then(([reason]) => Promise.reject(new Error(reason))),
    ])
    return child
  }

  /** @param {string} order @param {object} [more] */
  ask(order, more) {
    const call = ++this.#count
    const answered = new Promise((resolve) => this.#calls.set(call, resolve))
    this.#process.send({ ...more, call, order })
    return answered
  }

  stop() {
    this.removeAllListeners('gone')
    children.delete(this.#process)
    this.#process.kill('SIGKILL')
  }

  #told({ call, done, ...events }) {
    if (call !== undefined) {
      this.#calls.get(call)(done)
      this.#calls.delete(call)
    }
    for (const [name, value] of Object.entries(events)) this.emit(name, value)
  }
}
