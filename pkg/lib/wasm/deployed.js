/**
 * What `load` makes of a file next to this one. A file that was not deployed is an error that names the remedy, which
 * Node's own do not.
 *
 * @template T
 * @param {URL} url
 * @param {(url: URL) => T} load
 * @returns {T}
 */
export function deployed(url, load) {
  try {
    return load(url)
  } catch (cause) {
    const { code } = /** @type {any} */ (cause)
    if (code !== 'ENOENT' && code !== 'MODULE_NOT_FOUND') throw cause
    const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1)
    throw new Error(`countersign lacks its file ${name}: deploy all of node_modules/countersign/dist (docs/troubleshooting.md)`, { cause })
  }
}
