import { deferred } from '../../lib/wasm/deferred.js'
import { wasm } from '../../lib/wasm/start.js'

export const later = deferred(() => {
  // As a URL, what traces files for a deployment finds it.
  const path = process.getBuiltinModule('node:url').fileURLToPath(new URL('./later.cjs', import.meta.url))
  const file = process.getBuiltinModule('node:module').createRequire(path)(path)
  file.connect(wasm)
  return file
})
