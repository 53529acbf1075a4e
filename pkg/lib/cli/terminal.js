import { createInterface } from 'node:readline/promises'

/** Where a command reads and writes: results to stdout, everything else to stderr, colours only for a person. */
export class Terminal {
  #stdin
  #stdout
  #stderr
  json = false

  /** @param {Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'env'>} process */
  constructor({ stdin, stdout, stderr, env }) {
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
    this.print(this.json ? JSON.stringify(data, null, 2) : text())
  }

  /** What is for the person and no result. @param {string} text */
  note(text) {
    this.#stderr.write(`${text}\n`)
  }

  /** @param {Error & { code: string }} error */
  fail({ code, message, cause }) {
    const reason = cause instanceof Error ? cause.message : undefined
    if (this.json) return this.note(JSON.stringify({ code, message, cause: reason }))
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

  /** Whether somebody sits there to be asked. */
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

  /** All of stdin. @returns {Promise<string>} */
  async read() {
    let text = ''
    for await (const chunk of this.#stdin.setEncoding('utf8')) {
      text += chunk
      if (text.length > MAX_INPUT) throw new RangeError('the input is longer than 4 MiB')
    }
    return text
  }

  /** @param {{ isTTY?: boolean }} stream @param {'bold' | 'dim' | 'red'} style @param {string} text */
  #paint(stream, style, text) {
    const coloured = stream.isTTY === true && !this.env.NO_COLOR && this.env.TERM !== 'dumb' && !this.json
    return coloured ? `\x1b[${STYLES[style]}m${text}\x1b[0m` : text
  }
}

/**
 * Text out of a token, made harmless: control and bidirectional characters can rewrite what a terminal shows.
 *
 * @param {string} text
 */
export const printable = (text) =>
  text.replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Select Graphic Rendition, ECMA-48 §8.3.117. */
const STYLES = { bold: 1, dim: 2, red: 31 }

const MAX_INPUT = 4 * 1024 * 1024
