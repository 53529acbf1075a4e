import { execFileSync } from 'node:child_process'
import { folder } from './sandbox.js'

const modules = `${folder}/node_modules`

function node(major) {
  return [`${modules}/node-${major}/bin/node`, '--no-warnings']
}

/** Every runtime that runs a script as a process, and how to call it. */
export const processes = {
  'Node 20': node(20),
  'Node 22': node(22),
  'Node 24': node(24),
  'Node 26': node(26),
  Deno: [`${modules}/.bin/deno`, 'run', '-A', '--no-config', '--node-modules-dir=manual'],
  Bun: [`${modules}/.bin/bun`],
}

/** Runs a script of the contest; its last line of output is its answer. */
export function run(runtime, script, parameters, flags = []) {
  const [command, ...own] = processes[runtime]
  const output = execFileSync(command, [...own, ...flags, `contest/${script}.js`, 'fixture.json', ...parameters], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', process.env.BENCH_VERBOSE ? 'inherit' : 'ignore'],
    maxBuffer: 1 << 26,
  })
  return JSON.parse(output.trim().split('\n').at(-1))
}

/** What the runtime calls itself. */
export function version(runtime) {
  return execFileSync(processes[runtime][0], ['--version'], { encoding: 'utf8' }).match(/\d+\.\d+\.\d+/)[0]
}
