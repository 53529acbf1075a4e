// What the person in front of the page can do about it.

import { relative } from '../reading/instants.js'
import { plain } from '../reading/visible.js'

/** Code → one or two sentences. */
const ADVICE = {
  ERR_ALGORITHM_NOT_ALLOWED: 'Verify it where its algorithm is expected, or have it issued with an Ed25519 key. Here it can only be read.',
  ERR_AUDIENCE_MISMATCH: 'It was issued for another audience. Ask the issuer for a token whose aud names this API, or correct the audience the verifier expects.',
  ERR_CLAIM_MALFORMED: 'The issuer wrote a registered claim in the wrong form; NumericDate, for one, is a number of seconds, not a string and not milliseconds.',
  ERR_CLAIM_MISSING: 'The verifier requires this claim. Have the issuer set it, or say in the policy that it is optional.',
  ERR_CRITICAL_HEADER: 'The issuer demands an extension that must be understood or refused. Issue without crit.',
  ERR_ISSUER_MISMATCH: 'Compare character by character: a trailing slash, http for https or another tenant makes a different issuer.',
  ERR_KEY_AMBIGUOUS: 'Have the issuer set kid, or give a set with the one right key.',
  ERR_KEY_INVALID: 'Give the issuer’s Ed25519 key as a JWK, a JWKS or SPKI PEM.',
  ERR_KEY_SET_INVALID: 'Give the issuer’s public keys, as its jwks_uri shows them.',
  ERR_KEY_UNKNOWN: 'The key was rotated away, the key set is stale, or the token is another issuer’s. Fetch the key set again and compare the kid.',
  ERR_OPTION_INVALID: 'Correct the field named above.',
  ERR_PROOF_INVALID: 'The proof was made for another request, token or time. Behind a proxy, tell the verifier its public URL.',
  ERR_PROOF_KEY_MISMATCH: 'Sign the proof with the key that the token is bound to.',
  ERR_PROOF_MISSING: 'Send the proof in a header DPoP.',
  ERR_PROOF_NONCE_REQUIRED: 'Make a new proof with the nonce that came with the refusal.',
  ERR_PROOF_REPLAYED: 'Make a new proof for every request.',
  ERR_PROOF_REQUIRED: 'It is worth something only together with a proof of its key: send it by the scheme DPoP with a DPoP header, or have the issuer leave out cnf.',
  ERR_SCOPE_INSUFFICIENT: 'The token is genuine but not strong enough: request it again with the scope required.',
  ERR_SIGNATURE_INVALID: 'Something changed after signing, or the key is not the one that signed. Copying errors and edited claims both look like this.',
  ERR_SUBJECT_MISMATCH: 'The token is about another subject.',
  ERR_TOKEN_EXPIRED: 'Renew it with the refresh token or log in again. If it expired too soon, compare the clocks.',
  ERR_TOKEN_MALFORMED: 'Copy it again, whole: a missing character, a line break or an added quote is enough. If it is whole, its issuer writes it wrongly.',
  ERR_TOKEN_NOT_YET_VALID: 'Wait, or compare the clocks of issuer and verifier; a few seconds of leeway bridge the difference.',
  ERR_TOKEN_REUSED: 'A one-time token came twice: treat it as stolen.',
  ERR_TOKEN_REVOKED: 'It was withdrawn. Log in again.',
  ERR_TOKEN_TOO_LARGE: 'Put less into the token; headers over 8 KB are refused by many servers as well.',
  ERR_TOKEN_TOO_OLD: 'Issued longer ago than the verifier accepts. Log in again.',
  ERR_TYPE_MISMATCH: 'A token of another kind, such as a refresh or ID token, is not an access token. Send the right one, or set the type the verifier expects.',
}

/** Advice on a token's verdict: by what the token is, then by the code. */
export function adviceOn(inspection, { now, token, fault, unusable }) {
  const { kind, verdict } = inspection
  if (unusable !== null) return /small order/.test(unusable) ? 'Take it out of the key set, and find out who put it there.' : 'Give a key set with the issuer’s Ed25519 key.'
  if (kind === 'api-token') return verdict.code ? 'A character is wrong, missing or too many: copy it again, whole.' : 'Ask that service: its introspection, or a request with this token, tells whether it is good and what it permits.'
  if (kind === 'jwe') return 'It is encrypted, so only its recipient can read it or check whether it is genuine. Ask the service that it is meant for; only its header can be read here.'
  if (fault) return fault.mended ? 'Take the step that is offered below the token, or copy it again.' : plain(fault.text)
  if (kind === 'unreadable') return onSomethingElse(token)
  if (/ has a member twice$/.test(verdict.message)) return 'Of two members of one name, one reader believes the first and another the last: that is how a check is passed with one value and used with the other. Its issuer has to write each once.'
  if (verdict.code === 'ERR_ALGORITHM_NOT_ALLOWED') return onAlgorithm(inspection.header?.alg)
  if (verdict.code) return ADVICE[verdict.code] ?? ''
  return verdict.state === 'unchecked' ? unchecked(inspection.claims?.exp, now) : ''
}

function onAlgorithm(alg) {
  const name = plain(String(alg)).slice(0, 20)
  if (/^none$/i.test(alg)) return 'It is not signed: anyone can write such a token, with any claims. Every service must refuse it. If yours takes it, that is a hole.'
  if (/^HS\d+$/.test(alg)) return `${name} is a checksum with a shared secret: checking it takes the secret, and anyone who has the secret can also issue. Check it where the secret is kept, and paste the secret nowhere.`
  if (/^(?:RS|PS|ES)\d+/.test(alg)) return `Verify it where ${name} is expected. countersign takes Ed25519 alone; with the issuer’s public key, this browser can check the signature.`
  return 'Have it issued with an Ed25519 key. Here it can only be read: whether it is genuine has not been checked.'
}

function onSomethingElse(text) {
  if (/^-----BEGIN/.test(text)) return 'Put the public key into “Check it against”, and the token here.'
  if (/^\s*[{[]/.test(text)) return /"(?:keys|kty)"\s*:/.test(text) ? 'It belongs into “Check it against”. The token goes here.' : 'There is no token in this JSON. Look for a value that starts with eyJ.'
  if (/^[a-z][\w+.-]*:\/\//i.test(text)) return 'There is no token in this address. This page opens no address: paste what it shows.'
  if (/^[\w~+/-]{16,}=*$/.test(text)) return 'If this is all of it, it may be an opaque token, a session or an authorization code: only its issuer knows what it means. There is nothing in it to read.'
  return 'This is not a token. A JWT starts with eyJ and has three parts with dots between them. Look in the Authorization header of the request, or in the answer of the log-in.'
}

function unchecked(exp, now) {
  const time = typeof exp === 'number' ? ` By its own account it ${exp > now ? 'expires' : 'expired'} ${relative(exp, now)}.` : ''
  return `Anyone can write such claims. Give the issuer’s keys above to learn whether it did.${time}`
}
