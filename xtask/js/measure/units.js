// What runs the package in Node: the files of tests that are worth running for it, and the one suite.

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Tests that see other things than the lines of the package, or see them in another runtime, or take minutes. */
export const LEFT_OUT = {
  'tests/packaging/pack.test.js': 'reads the tarball',
  'tests/packaging/memory.test.js': 'counts the memory of the wasm',
  'tests/packaging/types.test.js': 'reads the types',
  'tests/adapters/adapter-types.test.js': 'reads the types',
  'tests/docs/api-reference.test.js': 'reads the documentation',
  'tests/docs/docs.test.js': 'reads the documentation',
  'tests/docs/examples.test.js': 'runs the examples in runtimes of their own',
  'tests/docs/snippets.test.js': 'runs the documentation, which tests nothing further',
  'tests/remote/workerd.test.js': 'runs in workerd',
  'tests/interop/pyjwt.test.js': 'runs Python for what the other libraries show too',
  'tests/service/flows/runtimes.test.js': 'runs in workerd, Deno and Bun',
  'tests/service/flows/load.test.js': 'takes minutes',
  'tests/service/flows/scale.test.js': 'takes minutes',
  'tests/service/flows/account-scale.test.js': 'takes minutes',
  'tests/account/chromium.test.js': 'runs the page in a browser',
  'tests/account/firefox.test.js': 'runs the page in a browser',
  'tests/account/screenshots.test.js': 'runs the page in a browser',
}

/** Of these the programs that they start see the package, with an environment of their own: no change is awake there. */
const OF_PROGRAMS = [/^tests\/cli\/cli[\w-]*\.test\.js$/, /\/(kill|refused|loading)\.test\.js$/]

/** The stores of `tests/service/support/stores.js`, each of which has its own runs of the tests that take them all. */
const STORES = ['memory', 'sqlite', 'd1', 'durable-objects', 'postgres', 'redis']

/** A file that looks for one of them takes that one alone. */
const TAKES_ALL = /^(?![^]*\bstores\.find\()[^]*support\/stores\.js/

/** The one suite, whose tests are not Node's. */
export const SUITE = 'tests/js/main.js'

/** @param {string} root the project @returns {string[]} */
export function testFiles(root) {
  const found = readdirSync(join(root, 'tests'), { recursive: true }).map((name) => `tests/${name.split('\\').join('/')}`)
  const files = found.filter((name) => name.endsWith('.test.js') && !/node_modules|^tests\/(browser|soak)\//.test(name))
  return [SUITE, ...files.filter((name) => !Object.hasOwn(LEFT_OUT, name)).sort()]
}

/** Those in whose own process the package runs, each store by itself. @param {string} root @returns {Unit[]} */
export function units(root) {
  return testFiles(root).filter((file) => !OF_PROGRAMS.some((pattern) => pattern.test(file))).flatMap((file) =>
    TAKES_ALL.test(readFileSync(join(root, file), 'utf8')) ? STORES.map((store) => ({ name: `${file} [${store}]`, file, store })) : [{ name: file, file, store: '' }])
}

/** @typedef {{ name: string, file: string, store: string }} Unit */
