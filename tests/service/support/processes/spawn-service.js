import { fork } from 'node:child_process'
import { once } from 'node:events'
import { key } from '../service.js'

/** Starts the service in a process of its own, and waits until it listens. */
export async function spawnService(options) {
  const child = fork(new URL('./service-process.js', import.meta.url), [JSON.stringify({ jwk: key.toJwk(), ...options })])
  await Promise.race([once(child, 'message'), once(child, 'exit').then(() => { throw new Error('the service did not start') })])
  return {
    async kill() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
