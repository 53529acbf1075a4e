import { createServer } from 'node:http'
import { requestOf, send } from '../../adapters/shared/node-messages.js'
import { Failure } from '../failure.js'

/**
 * An HTTP server that stops without losing an answer: it accepts no more connections, answers what comes on those that it has and
 * closes each with its answer, and then ends those on which nothing comes.
 */
export class Listener {
  #server
  #stopWithin
  #isStopping = false
  #underWay = 0
  /** @type {Set<import('node:net').Socket>} on which nothing was received yet */
  #unused = new Set()

  /**
   * @param {(request: Request, peer: string | undefined) => Promise<Response>} handle never rejects
   * @param {{ stopWithin: number }} options in seconds
   */
  constructor(handle, { stopWithin }) {
    this.#stopWithin = stopWithin
    this.#server = createServer({ requestTimeout: 30_000, headersTimeout: 15_000 }, (incoming, outgoing) => void this.#answer(handle, incoming, outgoing))
    this.#server.on('connection', (socket) => {
      this.#unused.add(socket)
      socket.once('close', () => this.#unused.delete(socket))
    })
  }

  get isStopping() {
    return this.#isStopping
  }

  /** @param {number} port @param {string} host @returns {Promise<number>} the port, which the system chose for 0 */
  listen(port, host) {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => reject(faultOf(error, port, host)))
      this.#server.listen({ port, host }, () => {
        const address = /** @type {import('node:net').AddressInfo} */ (this.#server.address())
        resolve(address?.port ?? port)
      })
    })
  }

  /** Resolves when the last answer is sent; answers how many had to be cut off. */
  async stop() {
    this.#isStopping = true
    const server = this.#server
    // Bun ends every connection with its listener, in the middle of a request that it has not read yet: there each connection ends
    // with an answer before, and what is reset is what comes at the very moment.
    if ('Bun' in globalThis) await pause(Math.min(LAST_REQUESTS, this.#stopWithin * 500))
    // `close` would end idle connections at once, and with them requests that are on their way to us.
    server.closeIdleConnections = () => {}
    let isClosed = false
    const closed = new Promise((resolve) => server.close(resolve)).then(() => {
      isClosed = true
    })
    const end = performance.now() + this.#stopWithin * 1000
    await Promise.race([closed, pause(Math.min(LAST_REQUESTS, this.#stopWithin * 500))])
    Reflect.deleteProperty(server, 'closeIdleConnections')
    while (!isClosed && performance.now() < end) {
      server.closeIdleConnections()
      for (const socket of this.#unused) if (this.#underWay === 0 || socket.bytesRead === 0) socket.destroy()
      if (this.#underWay === 0 && !isNode()) break
      await Promise.race([closed, pause(50)])
    }
    const cut = this.#underWay
    if (!isClosed) server.closeAllConnections()
    return cut
  }

  /** @param {(request: Request, peer: string | undefined) => Promise<Response>} handle @param {import('node:http').IncomingMessage} incoming @param {import('node:http').ServerResponse} outgoing */
  async #answer(handle, incoming, outgoing) {
    this.#underWay++
    this.#unused.delete(incoming.socket)
    let isOver = false
    const over = () => {
      if (!isOver) this.#underWay--
      isOver = true
    }
    outgoing.once('close', over).once('finish', over)
    try {
      const response = await this.#respond(handle, incoming)
      // The client learns with its answer that this connection takes no further request.
      if (this.#isStopping) outgoing.setHeader('connection', 'close')
      await send(response, outgoing)
    } catch {
      // The connection broke: there is nobody to answer.
      over()
      outgoing.destroy()
    }
  }

  /** @param {(request: Request, peer: string | undefined) => Promise<Response>} handle @param {import('node:http').IncomingMessage} incoming */
  async #respond(handle, incoming) {
    let request
    try {
      request = requestOf(incoming, incoming.url ?? '/')
    } catch {
      // A method that no fetch handler takes, such as TRACE, or a path that is no URL.
      return Response.json({ error: 'invalid_request', error_description: 'the request cannot be read' }, { status: 400 })
    }
    return handle(request, incoming.socket.remoteAddress)
  }
}

/** @param {any} error @param {number} port @param {string} host */
const faultOf = (error, port, host) => {
  const reasons = /** @type {Record<string, string>} */ ({
    EADDRINUSE: `port ${port} is in use: stop what listens there, or choose another with --port`,
    EACCES: `port ${port} needs privileges: choose one from 1024 up, behind your proxy`,
    EADDRNOTAVAIL: `this machine has no address ${host}: choose another with --host`,
    ENOTFOUND: `the host ${host} is not known: choose another with --host`,
  })
  return new Failure(reasons[error.code] ?? `port ${port} of ${host} cannot be listened on: ${error.message}`)
}

const isNode = () => !('Bun' in globalThis) && !('Deno' in globalThis)

/** @param {number} delay */
const pause = (delay) => new Promise((resolve) => setTimeout(resolve, delay))

/** For how long idle connections are kept when stopping, in milliseconds: a request may be on its way. */
const LAST_REQUESTS = 1000
