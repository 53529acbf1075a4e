import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { Failure } from './failure.js'

/**
 * Does `work` while no other process that asks for the same lock does its own. A lock is a file that its holder touches every
 * two seconds; one that nobody touched for ten is left over from a process that died, and is taken.
 *
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, work) {
  const own = randomUUID()
  await take(path, own)
  const touching = setInterval(() => utimes(path, new Date(), new Date()).catch(() => {}), TOUCH)
  try {
    return await work()
  } finally {
    clearInterval(touching)
    // Another may have taken it if this process was stopped for long.
    if ((await holderOf(path)) === own) await rm(path, { force: true })
  }
}

/** @param {string} path @param {string} own */
const take = async (path, own) => {
  for (const end = Date.now() + PATIENCE; ; ) {
    try {
      return await writeFile(path, own, { mode: 0o600, flag: 'wx' })
    } catch (error) {
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error)
      if (code !== 'EEXIST') throw new Failure(`the lock ${path} cannot be made: ${message}`)
    }
    if (await isLeft(path)) await discard(path)
    else if (Date.now() > end) throw new Failure(`${path} is held by another process for more than ${PATIENCE / 1000} s: end it, or remove the file`)
    else await new Promise((resolve) => setTimeout(resolve, 20 + 60 * Math.random()))
  }
}

/** @param {string} path */
const isLeft = async (path) => {
  const stats = await stat(path).catch(() => undefined)
  return stats !== undefined && isOld(stats)
}

/** @param {{ mtimeMs: number }} stats */
const isOld = ({ mtimeMs }) => Date.now() - mtimeMs > LEFT

/** Of several that find it left over, one renames it. What it got may be the next one's already: that is put back. @param {string} path */
const discard = async (path) => {
  const aside = `${path}.${randomUUID()}`
  await rename(path, aside).catch(() => {})
  const stats = await stat(aside).catch(() => undefined)
  if (stats !== undefined && !isOld(stats)) await link(aside, path).catch(() => {})
  await rm(aside, { force: true })
}

/** @param {string} path */
const holderOf = (path) => readFile(path, 'utf8').catch(() => undefined)

/** In milliseconds. */
const TOUCH = 2000
const LEFT = 10_000
const PATIENCE = 60_000
