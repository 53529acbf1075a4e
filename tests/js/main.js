// The suite as a program: prints its outcome as JSON.

import { run } from './suite/index.js'

run().then((outcome) => console.log(JSON.stringify(outcome)))
