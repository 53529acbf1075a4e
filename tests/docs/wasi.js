// node wasi.js PROGRAM.wasm: a host for wasm32-wasip1.

import { readFile } from 'node:fs/promises'
import { WASI } from 'node:wasi'

const wasi = new WASI({ version: 'preview1', env: process.env, returnOnExit: true })
const { instance } = await WebAssembly.instantiate(await readFile(process.argv[2]), wasi.getImportObject())
process.exitCode = wasi.start(instance)
