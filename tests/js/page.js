// The suite as a page: leaves its outcome as `window.outcome`.

import { run } from './suite/index.js'

run().then((outcome) => {
  window.outcome = JSON.stringify(outcome)
})
