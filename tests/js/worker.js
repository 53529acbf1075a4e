// The suite as a Worker: answers with its outcome.

import { run } from './suite/index.js'

export default { fetch: async () => Response.json(await run()) }
