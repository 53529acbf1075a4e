/** What of the wasm no first verification calls: in Node it is loaded when something of it is first used. */
export {
  ApiTokenHandle, IssuerHandle, SigningKeyHandle, StatusListHandle, authorityBeyond, authorityWithin, beginRefresh, challenge, checkApiTokenDigest, codes,
  inspect, payload, presentRefresh, randomId, signature, status,
} from '../../wasm/countersign_bg.js'
