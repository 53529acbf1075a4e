import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { jsonText, printable } from './printable.js'
import { UsageError } from './usage-error.js'

/** Where a command reads and writes: results to stdout, everything else to stderr, colours only for a person. */
export class Terminal {
  #stdin
  #stdout
  #stderr
  #arguments
  json = false

  /**
   * @param {Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'env'>} process
   * @param {readonly string[]} args of the command line: a message that repeats one hides what may be a credential in it
   */
  constructor({ stdin, stdout, stderr, env }, args) {
    this.#arguments = args.filter((arg) => LONG.test(arg))
    this.#stdin = stdin
    this.#stdout = stdout
    this.#stderr = stderr
    this.env = env
  }

  /** @param {string} text */
  print(text) {
    this.#stdout.write(`${text}\n`)
  }

  /**
   * The result of a command: for programs with `--json`, for people otherwise.
   *
   * @param {unknown} data
   * @param {() => string} text
   */
  result(data, text) {
    this.print(this.json ? jsonText(data, 2) : text())
  }

  /** What is for the person and no result. @param {string} text */
  note(text) {
    this.#stderr.write(`${text}\n`)
  }

  /** @param {Error & { code: string }} error */
  fail({ code, message: full, cause }) {
    const message = this.#harmless(full)
    const reason = cause instanceof Error ? this.#harmless(cause.message) : undefined
    if (this.json) return this.note(jsonText({ code, message, cause: reason }))
    const label = this.#paint(this.#stderr, 'red', 'countersign:')
    this.note(`${label} ${printable(message)}${reason ? ` (${printable(reason)})` : ''}${code === 'USAGE' ? '' : ` [${code}]`}`)
  }

  /** @param {string} text */
  bold(text) {
    return this.#paint(this.#stdout, 'bold', text)
  }

  /** @param {string} text */
  dim(text) {
    return this.#paint(this.#stdout, 'dim', text)
  }

  /** Whether there is a person to ask. */
  get isInteractive() {
    return this.#stdin.isTTY === true
  }

  /** @param {string} question @returns {Promise<string>} */
  async ask(question) {
    const readline = createInterface({ input: this.#stdin, output: this.#stderr })
    try {
      return (await readline.question(question)).trim()
    } finally {
      readline.close()
    }
  }

  /**
   * A secret: typed without being shown, or the first line of stdin. Never an argument, which every user of the machine can see.
   *
   * @param {string} question
   * @param {string} [again] the question to which a person answers the same once more
   * @returns {Promise<string>}
   */
  async secret(question, again) {
    if (!this.isInteractive) return (await this.read()).split(/\r?\n/)[0]
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
    const readline = createInterface({ input: this.#stdin, output: silent, terminal: true })
    readline.once('SIGINT', () => readline.close())
    try {
      // One reader for both lines: what is typed ahead is not lost.
      const lines = readline[Symbol.asyncIterator]()
      const answer = await this.#line(question, lines)
      if (again !== undefined && (await this.#line(again, lines)) !== answer) throw new UsageError('the two answers differ: nothing was changed')
      return answer
    } finally {
      readline.close()
    }
  }

  /** @param {string} question @param {AsyncIterator<string>} lines */
  async #line(question, lines) {
    this.#stderr.write(question)
    const { value, done } = await lines.next()
    this.#stderr.write('\n')
    if (done) throw new UsageError('interrupted: nothing was changed')
    return value
  }

  /** All of stdin. @returns {Promise<string>} */
  async read() {
    let text = ''
    for await (const chunk of this.#stdin.setEncoding('utf8')) {
      text += chunk
      if (text.length > MAX_INPUT) throw new RangeError('the input is longer than 4 MiB')
    }
    return text
  }

  /** @param {string} message */
  #harmless(message) {
    return this.#arguments.reduce((text, arg) => text.replaceAll(arg, shortened(arg)), message)
  }

  /** @param {{ isTTY?: boolean }} stream @param {'bold' | 'dim' | 'red'} style @param {string} text */
  #paint(stream, style, text) {
    const coloured = stream.isTTY === true && !this.env.NO_COLOR && this.env.TERM !== 'dumb' && !this.json
    return coloured ? `\x1b[${STYLES[style]}m${text}\x1b[0m` : text
  }
}

/** A path stays readable, a token does not. @param {string} arg */
const shortened = (arg) => arg.replaceAll(new RegExp(LONG, 'g'), (run) => `${run.slice(0, 4)}…`)

/** What a credential is made of, and few file names are. */
const LONG = /[\w+=-]{20,}/

/** Select Graphic Rendition, ECMA-48 §8.3.117. */
const STYLES = { bold: 1, dim: 2, red: 31 }

const MAX_INPUT = 4 * 1024 * 1024
