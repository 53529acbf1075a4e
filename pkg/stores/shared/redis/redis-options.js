import { byDefault, check, isOneOf, isText, optional } from '../../../lib/option-table.js'
import { invalidOption } from '../../../http/invalid-option.js'
import { connectionOptions, isConnection, isUrl, storeOptions } from '../options.js'

/** Throws ERR_OPTION_INVALID for a wrong option. @param {RedisOptions} options */
export function redisOptions(options) {
  if (options?.nodes === undefined) return connectionOptions(options, OPTIONS, 'client')
  const checked = storeOptions(options, OPTIONS)
  for (const other of ['url', 'client']) if (checked[other] !== undefined) throw invalidOption(other, 'must not be given together with nodes')
  return checked
}

const isNode = (/** @type {unknown} */ node) => typeof node === 'string' && /^rediss?:/.test(node)

const OPTIONS = {
  client: isConnection('eval', 'a connected client of `redis`'),
  eviction: byDefault('checked', isOneOf('checked', 'unchecked')),
  nodes: optional(check((value) => Array.isArray(value) && value.length > 0 && value.every(isNode), 'must be a list of URLs that begin with redis: or rediss:')),
  prefix: byDefault('countersign:', isText(100)),
  replicas: byDefault(0, check((value) => Number.isInteger(value) && value >= 0 && value <= 10, 'must be a whole number from 0 to 10')),
  url: isUrl('redis', 'rediss'),
}

/**
 * @typedef {object} RedisOptions a `url`, the `nodes` of a cluster, or a `client`
 * @property {string} [url] `redis://user:password@host/0`
 * @property {readonly string[]} [nodes] URLs of some nodes of a Redis Cluster, which name the others
 * @property {any} [client] a connected client of `redis`, made by `createClient` or `createCluster`
 * @property {string} [prefix] of all its keys (`countersign:`); if it holds a {hash tag}, all of them lie in one slot of a cluster
 * @property {number} [replicas] how many replicas must have a write before it is answered (0); with as many as a master has,
 *   a fail-over loses nothing that was answered, and without them writes are a 503
 * @property {'checked' | 'unchecked'} [eviction] `unchecked` is for a server that keeps its `maxmemory-policy` secret
 */
