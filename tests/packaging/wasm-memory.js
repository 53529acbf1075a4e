/** The package, and the memory of its wasm, which it shows to nobody: taken as it is made. */
export async function withMemory() {
  let memory
  const { Instance } = WebAssembly
  WebAssembly.Instance = class extends Instance {
    constructor(...args) {
      super(...args)
      memory = this.exports.memory
    }
  }
  const countersign = await import('countersign')
  WebAssembly.Instance = Instance
  return { countersign, memory }
}
