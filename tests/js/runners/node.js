import { build } from 'esbuild'
import { installed } from './installed.js'
import { outcome, output } from './program.js'

const runtime = (program) => [
  { name: 'Node', how: 'import', run: async () => ({ version: await version(program()), ...(await outcome(program(), 'tests/js/main.js')) }) },
  { name: 'Node', how: 'require', run: async () => ({ version: await version(program()), ...(await outcome(program(), await required())) }) },
]

const version = async (program) => (await output(program, '--version')).slice(1)

/** The suite as CommonJS: what is left of its imports is `require('countersign')`. */
async function required() {
  const outfile = 'tests/js/main.cjs'
  await build({ entryPoints: ['tests/js/main.js'], outfile, bundle: true, format: 'cjs', platform: 'node', external: ['countersign'] })
  return outfile
}

export default [...runtime(() => process.execPath), ...runtime(() => installed('node-24/bin/node'))]
export const others = [22, 26].flatMap((major) => runtime(() => installed(`node-${major}/bin/node`)))
