/**
 * What no first verification calls. In Node it is a file of its own, which is loaded when something of it is first used:
 * a script takes time by its length to compile. Elsewhere it is part of the one file there is.
 */
export {
  ApiTokenHandle, IssuerHandle, SigningKeyHandle, StatusListHandle, beginRefresh, challenge, codes, inspect, payload, presentRefresh,
  randomId, signature, status,
} from '../wasm/countersign_bg.js'
export { RemoteDocument } from './remote-document.js'
export { deflate, inflate } from './zlib.js'
