/** One line of JSON for each thing that happened, to stdout. It is given no credential: no header, no body, no query. */
export class Log {
  #stream

  /** @param {NodeJS.WritableStream} [stream] */
  constructor(stream = process.stdout) {
    this.#stream = stream
    // Whoever read it is gone: the service need not end with them.
    stream.on('error', () => {})
  }

  /** @param {'info' | 'warn' | 'error'} level @param {string} event @param {Record<string, unknown>} [facts] */
  write(level, event, facts = {}) {
    this.#stream.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, pid: process.pid, ...facts })}\n`)
  }

  /** @param {string} event @param {unknown} error @param {Record<string, unknown>} [facts] */
  fail(event, error, facts) {
    this.write('error', event, { ...facts, ...factsOf(error) })
  }
}

/** @param {any} error */
const factsOf = (error) => ({ code: error?.code, message: messageOf(error), cause: error?.cause === undefined ? undefined : messageOf(error.cause) })

/** Drivers quote the address that they could not reach, with the password in it. @param {any} error */
const messageOf = (error) => String(error?.message ?? error).replace(/\/\/[^/\s@]*@/g, '//…@').slice(0, 500)
