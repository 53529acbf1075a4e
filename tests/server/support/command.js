import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from '../../service/support/ports.js'

const manifest = createRequire(import.meta.url).resolve('countersign/package.json')
/** What `npx countersign` runs: of the packed tarball. */
export const program = join(dirname(manifest), createRequire(import.meta.url)(manifest).bin.countersign)

const installed = (path) => [join(process.cwd(), 'tests/runtimes/node_modules', path)].find(existsSync)
const newer = installed('node-24/bin/node')
const bun = installed('bun/bin/bun.exe')
// Not its wrapper, which dies of the signal that its child was to get.
const deno = [`@deno/${process.platform}-${process.arch}-glibc/deno`, `@deno/${process.platform}-${process.arch}/deno`].map(installed).find(Boolean)

/** What the server runs on; `command` is undefined for what is not installed. */
export const runtimes = [
  { name: 'this Node', command: [process.execPath] },
  { name: 'Node 24', command: newer && [newer] },
  { name: 'Deno', command: deno && [deno, 'run', '-A', '--node-modules-dir=manual'] },
  { name: 'Bun', command: bun && [bun] },
]

/** What a suite starts in `before`, to be ended in `after`: as `t` of a test. */
export function ending() {
  const works = []
  return {
    after: (work) => works.push(work),
    async end() {
      for (const work of works.reverse()) await work()
    },
  }
}

/** A folder of its own, empty, and away from any package. */
export async function emptyFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-server-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Runs a command to its end. */
export function run(args, { cwd, input = '', env = {}, command = [process.execPath] } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0], [...command.slice(1), program, ...args], { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...env } })
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => { output[name] += text })
    child.on('error', reject).on('close', (code) => resolve({ code, ...output }))
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

export const PASSWORD = 'correct horse battery staple'

/** A folder with a service in it, and a user. `edit` changes the text of its configuration. */
export async function newService(t, { edit, user = 'ada', userArgs = [] } = {}) {
  const cwd = await emptyFolder(t)
  const port = await freePort()
  const made = await run(['serve', '--init', '--port', String(port)], { cwd })
  if (made.code !== 0) throw new Error(made.stderr)
  if (edit) await editConfig(cwd, edit)
  const added = await run(['users', 'add', user, ...userArgs], { cwd, input: `${PASSWORD}\n` })
  if (added.code !== 0) throw new Error(added.stderr)
  return { cwd, port, url: `http://127.0.0.1:${port}` }
}

export async function editConfig(cwd, edit) {
  const path = join(cwd, 'countersign.config.js')
  const text = await readFile(path, 'utf8')
  const edited = edit(text)
  if (edited === text) throw new Error('the edit found nothing to change')
  await writeFile(path, edited)
}

/** Starts the server and waits until it listens. */
export async function startServer(t, { cwd, args = [], command = [process.execPath], env = {} }) {
  const child = spawn(command[0], [...command.slice(1), program, 'serve', ...args], { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => { output[name] += text })
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, ...output })))
  let isAsked = false
  t.after(async () => {
    const fault = !isAsked && (child.exitCode ?? child.signalCode)
    child.kill('SIGKILL')
    await ended
    if (fault) throw new Error(`the server ended by itself (${fault}): ${output.stderr}`)
  })
  for (const end = Date.now() + 30_000; !output.stdout.includes('"listening"'); ) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`the server did not start: ${output.stdout}${output.stderr}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  const logs = () => output.stdout.trim().split('\n').map((line) => JSON.parse(line))
  const stop = (signal = 'SIGTERM') => {
    isAsked = true
    child.kill(signal)
    return ended
  }
  return { child, ended, output, logs, stop }
}

/** `fetch` with JSON, as the flows use it. */
export function caller(url) {
  return async (method, path, { json, form, token, headers = {} } = {}) => {
    const type = json ? 'application/json' : form ? 'application/x-www-form-urlencoded' : undefined
    const body = json ? JSON.stringify(json) : form ? new URLSearchParams(form) : undefined
    const response = await fetch(url + path, { method, body, headers: { ...(type && { 'content-type': type }), ...(token && { authorization: `Bearer ${token}` }), ...headers } })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
}

/** A line as a person types it into a shell. */
export function shell(line, { cwd, env = {} }) {
  return execFileSync('sh', ['-c', line], { cwd, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: cwd, ...env } })
}
