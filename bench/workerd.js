import { build } from 'esbuild'
import { builtinModules, createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Miniflare } from 'miniflare'
import { race } from './contest/rounds.js'
import { folder } from './sandbox.js'

/** The contest inside workerd, timed from outside: its own clock stands still in production and ticks in milliseconds here. */
export async function inWorkerd(scenarios, pacing) {
  const worker = new Miniflare({
    modules: await bundle(),
    compatibilityDate: '2026-01-01',
    compatibilityFlags: ['nodejs_compat'],
  })
  try {
    const results = {}
    for (const scenario of scenarios) {
      const { names, absent } = await (await worker.dispatchFetch(address({ scenario }))).json()
      const runners = names.map((name) => ({ name, run: slope((calls) => ask(worker, { scenario, name, calls })) }))
      results[scenario] = { times: await race(runners, pacing), absent }
    }
    return results
  } finally {
    await worker.dispose()
  }
}

export function workerdVersion() {
  return createRequire(import.meta.url)('workerd/package.json').version
}

// The slope: what `calls` more calls cost, so that the request itself cancels out.
function slope(ask) {
  return async (calls) => {
    const few = Math.ceil(calls / 10)
    const offset = await ask(few)
    return (await ask(calls + few)) - offset
  }
}

async function ask(worker, parameters) {
  const start = performance.now()
  const response = await worker.dispatchFetch(address(parameters))
  await response.text()
  if (!response.ok) throw new Error(`workerd answered ${response.status}`)
  return performance.now() - start
}

const address = (parameters) => `http://bench/?${new URLSearchParams(parameters)}`

// One file, chosen by the conditions a Worker's bundler uses; the wasm stays a file of its own. What cannot load fails when it is imported.
async function bundle() {
  const wasm = new Map()
  const result = await build({
    absWorkingDir: folder,
    entryPoints: ['contest/worker.js'],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'esnext',
    conditions: ['workerd', 'worker', 'module', 'import'],
    mainFields: ['module', 'main'],
    logLevel: 'error',
    plugins: [{
      name: 'bench',
      setup(builder) {
        builder.onResolve({ filter: /^@node-rs/ }, ({ path }) => ({ path, namespace: 'native' }))
        builder.onLoad({ filter: /./, namespace: 'native' }, () => ({ contents: NATIVE }))
        builder.onResolve({ filter: /^bench:fixture$/ }, () => ({ path: `${folder}/fixture.json` }))
        builder.onResolve({ filter: /\.wasm$/ }, async ({ path, resolveDir }) => {
          wasm.set(basename(path), new URL(path, `file://${resolveDir}/`))
          return { path: `./${basename(path)}`, external: true }
        })
        // A `require` of a built-in gets its default export, as the Workers tools do it; an `import` finds it by itself.
        builder.onResolve({ filter: BUILTIN }, ({ path, kind, namespace }) => {
          const name = `node:${path.replace('node:', '')}`
          return kind === 'require-call' && namespace !== 'builtin' ? { path: name, namespace: 'builtin' } : { path: name, external: true }
        })
        builder.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({ contents: `import all from '${path}'; module.exports = all` }))
      },
    }],
  })
  return [
    { type: 'ESModule', path: 'worker.js', contents: result.outputFiles[0].text },
    ...[...wasm].map(([path, url]) => ({ type: 'CompiledWasm', path, contents: readFileSync(url) })),
  ]
}

const NATIVE = "throw new Error('a native addon'); module.exports = {}"
const BUILTIN = new RegExp(`^(node:.*|${builtinModules.join('|')})$`)
