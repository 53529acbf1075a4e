import { execFile } from 'node:child_process'
import { readdir, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { installed } from './installed.js'
import { output } from './program.js'

const RESOLUTIONS = [['node16', 'node16'], ['nodenext', 'nodenext'], ['esnext', 'bundler']]
const COMPILERS = [
  ['5.9', () => 'node_modules/typescript/bin/tsc'],
  ['6', () => installed('typescript-6/bin/tsc')],
  ['7', () => installed('typescript-7/bin/tsc')],
]

const check = (name, compiler, [module, moduleResolution]) => ({
  name: 'TypeScript',
  how: moduleResolution,
  async run() {
    const tsc = compiler()
    const files = (await readdir('tests/types')).filter((file) => /\.mts$/.test(file) || (moduleResolution !== 'bundler' && /\.cts$/.test(file)))
    const config = `tests/types/tsconfig.${name}.${moduleResolution}.json`
    const compilerOptions = { module, moduleResolution, target: 'es2022', strict: true, noEmit: true, types: [], lib: ['es2022', 'dom', 'dom.iterable'] }
    await writeFile(config, JSON.stringify({ compilerOptions, files }))
    const version = (await output(process.execPath, tsc, '--version')).replace('Version ', '')
    const failed = await promisify(execFile)(process.execPath, [tsc, '--project', config]).then(() => [], ({ stdout }) => [{ name: config, error: stdout }])
    return { version, passed: failed.length ? 0 : files.length, failed }
  },
})

export default COMPILERS.flatMap(([name, compiler]) => RESOLUTIONS.map((resolution) => check(name, compiler, resolution)))
