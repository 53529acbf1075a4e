// The suite as a program: its argument is the scene as JSON, its last line the outcome.

import { run } from './suite/index.js'

const argument = globalThis.Deno?.args[0] ?? process.argv[2]
run(JSON.parse(argument)).then((outcome) => {
  console.log(JSON.stringify(outcome))
  // Whatever is still open, as the answer that never comes.
  if (globalThis.Deno) Deno.exit()
  process.exit()
})
