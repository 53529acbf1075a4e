// Who imports whom in pkg/: `node tests/packaging/imports.js` prints the longest chain and the circles.

import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+)'/g

/**
 * Every source file below `pkg` with the files that it imports, those that only its types name included.
 *
 * @param {string} pkg
 * @returns {Map<string, string[]>} paths relative to `pkg`
 */
export function importsOf(pkg) {
  const files = sources(pkg).map((file) => relative(pkg, file).replaceAll('\\', '/'))
  const known = new Set(files)
  const imports = (file) => {
    const text = readFileSync(join(pkg, file), 'utf8')
    const paths = [...text.matchAll(SPECIFIER)].map(([, path]) => normalize(join(dirname(file), path.split('?')[0])).replaceAll('\\', '/'))
    return [...new Set(paths)].filter((path) => known.has(path) && path !== file)
  }
  return new Map(files.map((file) => [file, imports(file)]))
}

/**
 * Groups of files that import each other (Tarjan's strongly connected components of more than one file).
 *
 * @param {Map<string, string[]>} graph
 */
export function circles(graph) {
  const index = new Map()
  const low = new Map()
  const stack = []
  const found = []
  const visit = (file) => {
    index.set(file, index.size)
    low.set(file, index.get(file))
    stack.push(file)
    for (const other of graph.get(file)) {
      if (!index.has(other)) visit(other)
      if (stack.includes(other)) low.set(file, Math.min(low.get(file), low.get(other)))
    }
    if (low.get(file) === index.get(file)) {
      const group = stack.splice(stack.indexOf(file))
      if (group.length > 1) found.push(group.sort())
    }
  }
  for (const file of graph.keys()) if (!index.has(file)) visit(file)
  return found
}

/**
 * The longest way from a file to one that imports nothing; circles count once.
 *
 * @param {Map<string, string[]>} graph
 */
export function longestChain(graph) {
  const known = new Map()
  const chain = (file, above) => {
    if (known.has(file)) return known.get(file)
    const below = graph.get(file).filter((other) => !above.has(other)).map((other) => chain(other, new Set([...above, file])))
    const longest = below.reduce((best, each) => (each.length > best.length ? each : best), [])
    known.set(file, [file, ...longest])
    return known.get(file)
  }
  return [...graph.keys()].map((file) => chain(file, new Set())).reduce((best, each) => (each.length > best.length ? each : best), [])
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ['node_modules', 'dist', 'types'].includes(entry.name) || path.endsWith('pkg/wasm') ? [] : sources(path)
    return entry.name.endsWith('.js') ? [path] : []
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const graph = importsOf(process.argv[2] ?? fileURLToPath(new URL('../../pkg/', import.meta.url)).replace(/\/$/, ''))
  const chain = longestChain(graph)
  console.log(`${graph.size} files; the longest chain has ${chain.length}:\n  ${chain.join('\n  ')}`)
  for (const circle of circles(graph)) console.log(`a circle of ${circle.length}: ${circle.join(', ')}`)
}
