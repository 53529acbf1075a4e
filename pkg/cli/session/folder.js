import { createHash } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { isPrivateAddress } from '../../lib/remote/private-address.js'
import { UsageError } from '../usage-error.js'

/** The address of the service: `--url`, or `COUNTERSIGN_URL`. @param {{ url?: string }} options @param {NodeJS.ProcessEnv} env */
export function serviceUrl({ url }, env) {
  const text = url ?? env.COUNTERSIGN_URL
  if (!text) throw new UsageError('no service: give --url or COUNTERSIGN_URL')
  if (!URL.canParse(text)) throw new UsageError('--url must be a URL, as https://auth.example')
  const { href, protocol, hostname, username, password, search, hash } = new URL(text)
  if (!isPrivateAddress({ protocol, hostname })) throw new UsageError('--url must be https (http only on a loopback address): over http, others can read what is sent')
  if (username + password + search + hash !== '') throw new UsageError('--url must be without credentials, query and fragment')
  return href.replace(/\/$/, '')
}

/**
 * The file that keeps what a log-in brought, for one service. Its folder is made, for its owner only.
 *
 * @param {string} url
 * @param {NodeJS.ProcessEnv} env
 */
export async function sessionFile(url, env) {
  const folder = join(configurationFolder(env), 'countersign', 'sessions')
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new UsageError(`${folder} cannot be made: ${/** @type {Error} */ (error).message}`)
  }
  const { hostname } = new URL(url)
  // Two services of one host have files of their own, and no character of a URL becomes one of a path.
  return join(folder, `${hostname.replace(/[^\w.-]/g, '_').slice(0, 100)}-${createHash('sha256').update(url).digest('hex').slice(0, 16)}.json`)
}

/** Throws if other users may read the file: then its tokens are theirs. @param {string} file */
export async function requirePrivate(file) {
  const stats = await stat(file).catch(() => undefined)
  if (stats === undefined || process.geteuid === undefined || (stats.mode & 0o077) === 0) return
  throw new UsageError(`${file} is refused: its group or others may use it. Log out, which ends the session, and log in again`)
}

/** @param {NodeJS.ProcessEnv} env */
const configurationFolder = ({ XDG_CONFIG_HOME: xdg, APPDATA: appData, HOME: home = homedir() }) => {
  if (process.platform === 'win32' && appData) return appData
  // The specification wants a relative one ignored.
  return xdg && isAbsolute(xdg) ? xdg : join(home, '.config')
}
