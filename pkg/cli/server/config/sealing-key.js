import { randomBytes } from 'node:crypto'
import { UsageError } from '../../usage-error.js'
import { createSecret, readSecret } from './private-file.js'

/** Makes the key that seals the private keys in the store. @param {string} path */
export function createSealingKey(path) {
  return createSecret(path, `${randomBytes(32).toString('base64url')}\n`)
}

/**
 * The sealing keys: from the environment, where platforms put secrets, or else from the file. While one is replaced, the new
 * one comes first and the old one follows it.
 *
 * @param {string} path
 * @param {NodeJS.ProcessEnv} env
 */
export async function sealingKeys(path, env) {
  const given = env.COUNTERSIGN_SEALING_KEY
  const text = given ?? (await readSecret(path, { what: 'sealing key', remedy: 'restore it, since what it sealed cannot be opened without it; a new service gets one from countersign serve --init' }))
  const keys = text.split(/\s+/).filter((key) => key !== '')
  const isKey = (/** @type {string} */ key) => /^[\w-]{43}$/.test(key)
  if (keys.length === 0 || !keys.every(isKey)) throw new UsageError(`${given === undefined ? `the sealing key ${path}` : 'COUNTERSIGN_SEALING_KEY'} must be 32 bytes in base64url, or several of these, one a line`)
  return keys
}
