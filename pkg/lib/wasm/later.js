/** What of the wasm no first verification calls: in Node it is loaded when something of it is first used. */
export {
  ApiTokenHandle, IssuerHandle, RemoteIssuerHandle, SigningKeyHandle, StatusListHandle, authorityBeyond, authorityWithin, beginRefresh, challenge, checkApiTokenDigest, codes,
  dpopToken, inspect, payload, presentRefresh, proofDefects, randomId, rememberProofKey, signProof, signature, status, verifyProof,
} from '../../wasm/countersign_bg.js'
