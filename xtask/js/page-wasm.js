// The page's own wasm: the package's, without what no code of the page calls.

import binaryen from 'binaryen'

/**
 * `bytes` with those functions alone exported that `script` calls as `wasm.NAME`, all of them by name; what only the others
 * called goes with them. `names` are the places in the table `others` (`xtask/src/wasm/exports.rs`).
 */
export function pageWasm(bytes, script, names) {
  const called = new Set([...script.matchAll(/\bwasm\d*\.(\w+)/g)].map(([, name]) => name))
  const module = binaryen.readBinary(bytes)
  try {
    const exports = Array.from({ length: module.getNumExports() }, (_, index) => binaryen.getExportInfo(module.getExportByIndex(index)))
    const others = exports.find(({ name }) => name === 'others').value
    const segments = Array.from({ length: module.getNumElementSegments() }, (_, index) => binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(index)))
    const { data, name: segment } = segments.find(({ table }) => table === others)
    if (data.length !== names.length) throw new Error(`${names.length} names for the ${data.length} functions in the table others`)
    names.forEach((name, place) => called.has(name) && module.addFunctionExport(data[place], name))
    module.removeExport('others')
    module.removeElementSegment(segment)
    module.removeTable(others)
    const uncalled = exports.filter(({ name, kind }) => kind === binaryen.ExternalKinds.Function && !called.has(name))
    for (const { name } of uncalled) module.removeExport(name)
    // A round of its own: what wasm-opt has done to the functions that stay is not done again.
    module.runPasses(['remove-unused-module-elements'])
    return module.emitBinary()
  } finally {
    module.dispose()
  }
}
