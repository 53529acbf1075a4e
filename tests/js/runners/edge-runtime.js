import { build } from 'esbuild'
import { load } from './installed.js'

export default [
  {
    name: 'edge-runtime',
    how: 'bundled',
    async run() {
      const { version, module: { EdgeRuntime } } = await load('edge-runtime')
      const { outputFiles } = await build({ entryPoints: ['tests/js/suite/index.js'], bundle: true, format: 'iife', globalName: 'suite', write: false })
      const runtime = new EdgeRuntime({ initialCode: outputFiles[0].text })
      return { version, ...JSON.parse(await runtime.evaluate('suite.run().then(JSON.stringify)')) }
    },
  },
]
