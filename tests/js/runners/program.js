import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const start = promisify(execFile)

/** What a program prints; its failure, with what it printed, is an error. */
export async function output(program, ...args) {
  const { stdout } = await start(program, args, { timeout: 300_000, maxBuffer: 64 * 1024 * 1024 })
  return stdout.trim()
}

/** The outcome of a suite that prints it as its last line. */
export async function outcome(program, ...args) {
  return JSON.parse((await output(program, ...args)).split('\n').at(-1))
}
