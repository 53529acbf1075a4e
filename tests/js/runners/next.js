import { spawn } from 'node:child_process'
import { cp, mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { NotRun } from './installed.js'
import { output } from './program.js'
import { freePort } from './wrangler.js'

const PACKAGES = { next: '16.4.6', react: '19.3.1', 'react-dom': '19.3.1' }
const ROUTES = { suite: 'edge', server: 'nodejs' }
const routeIn = (runtime) => `import { run } from '../../tests/js/suite/index.js'
export const runtime = '${runtime}'
export const dynamic = 'force-dynamic'
export async function GET() {
  return Response.json(await run())
}
`

export default [
  {
    name: 'Next.js',
    how: 'edge and Node',
    async run() {
      const folder = await mkdtemp(join(tmpdir(), 'countersign-next-'))
      try {
        await project(folder)
        const next = ['node_modules/next/dist/bin/next', 'build'].map((part) => part.replace('node_modules', join(folder, 'node_modules')))
        await output(process.execPath, ...next, folder)
        const { functions } = JSON.parse(await readFile(join(folder, '.next/server/middleware-manifest.json'), 'utf8'))
        const { wasm } = functions['/suite/route']
        // Vercel compiles no wasm from bytes: only what is listed here works there.
        if (!wasm.length) throw new Error('middleware-manifest.json lists no wasm for the route')
        return { version: PACKAGES.next, ...(await call(folder, next[0])) }
      } finally {
        await rm(folder, { recursive: true, force: true, maxRetries: 5 })
      }
    },
  },
]

/** A folder of its own, installed as users do it: Next.js follows no links out of it. */
async function project(folder) {
  const { filename } = JSON.parse(await readFile('packed.json', 'utf8'))
  const dependencies = { ...PACKAGES, countersign: `file:${resolve(filename)}` }
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }))
  for (const [name, runtime] of Object.entries(ROUTES)) {
    await mkdir(join(folder, 'app', name), { recursive: true })
    await writeFile(join(folder, 'app', name, 'route.js'), routeIn(runtime))
  }
  for (const name of ['js/suite', 'vectors']) await cp(`tests/${name}`, join(folder, 'tests', name), { recursive: true })
  const install = ['--prefix', folder, 'install', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline']
  await output('npm', ...install).catch((error) => { throw new NotRun(`npm install next: ${error.message.split('\n')[1]}`) })
}

async function call(folder, next) {
  const port = await freePort()
  const child = spawn(process.execPath, [next, 'start', folder, '-H', '127.0.0.1', '-p', String(port)], { detached: true, stdio: 'ignore' })
  try {
    const outcomes = []
    for (const name of Object.keys(ROUTES)) outcomes.push(await answer(`http://127.0.0.1:${port}/${name}`))
    return { passed: outcomes.reduce((sum, { passed }) => sum + passed, 0), failed: outcomes.flatMap(({ failed }) => failed) }
  } finally {
    process.kill(-child.pid, 'SIGKILL')
  }
}

async function answer(url) {
  for (let left = 300; left > 0; left--) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return await response.json()
    if (response) throw new Error(await response.text())
    await sleep(200)
  }
  throw new Error('next start did not answer in 60 s')
}
