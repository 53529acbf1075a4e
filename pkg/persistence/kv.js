import { isName } from '../lib/option-table.js'
import { argument, hasMethods } from './shared/argument.js'

/**
 * Keeps fetched keys in a Cloudflare KV namespace: spread it into the options of a `RemoteKeySet`.
 *
 * @param {{ get(key: string): Promise<string | null>, put(key: string, value: string): Promise<void> }} namespace
 *   anyone who may write there decides whom you trust
 * @param {string} [name] one per URL
 * @returns {Pick<import('countersign').RemoteOptions, 'load' | 'save'>}
 * @throws {import('countersign').TokenError} ERR_OPTION_INVALID
 */
export function keepInKv(namespace, name = 'countersign-keys') {
  argument('namespace', namespace, hasMethods('get', 'put'))
  argument('name', name, isName())
  return {
    load: () => namespace.get(name),
    save: (snapshot) => namespace.put(name, snapshot),
  }
}
