import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const manifest = createRequire(import.meta.url).resolve('countersign/package.json')
const program = join(dirname(manifest), createRequire(import.meta.url)(manifest).bin.countersign)

/**
 * Runs `countersign` as a program does: pipes, no terminal.
 *
 * @param {string[]} args
 * @param {{ input?: string, env?: Record<string, string>, cwd?: string }} [options]
 */
export function run(args, options = {}) {
  return finish(process.execPath, [program, ...args], options)
}

/**
 * Runs `countersign` as a person does, in a terminal: `script` of util-linux makes one.
 *
 * @param {string[]} args
 * @param {{ type?: string, env?: Record<string, string>, cwd?: string }} [options] `type`: what the person types
 */
export function runInTerminal(args, { type, ...options } = {}) {
  const line = [process.execPath, program, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  return finish('script', ['--quiet', '--return', '--command', line, '/dev/null'], { ...options, input: type })
}

const finish = (file, args, { input = '', env = {}, cwd }) =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env: { PATH: process.env.PATH, HOME: cwd ?? '/nonexistent', TERM: 'xterm', ...env } })
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text) => { output.stdout += text })
    child.stderr.setEncoding('utf8').on('data', (text) => { output.stderr += text })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...output }))
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
