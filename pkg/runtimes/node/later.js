import { deferred } from '../../lib/wasm/deferred.js'
import { deployed } from '../../lib/wasm/deployed.js'
import { wasm } from '../../lib/wasm/start.js'

export const later = deferred(() => {
  const { createRequire } = process.getBuiltinModule('node:module')
  // As a URL, what traces files for a deployment finds it.
  const file = deployed(new URL('./later.cjs', import.meta.url), (url) => createRequire(url)(process.getBuiltinModule('node:url').fileURLToPath(url)))
  file.connect(wasm)
  return file
})
