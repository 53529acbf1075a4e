import { clock, invalidOption, ownOptions } from '../options.js'
import { Proofs } from '../dpop/proofs.js'
import { reportDefect } from '../keys/defect.js'
import { isRevocation } from './revocation.js'

/**
 * The glue's own options of a policy, checked, and the rest, which the core checks.
 *
 * @param {unknown} policy
 * @returns {{ cache: number, revocation: import('./revocation.js').Revocation | undefined, proofs: Proofs | undefined, asksForProofs: boolean, now: () => number, onDefect: (defect: Error) => unknown, checks: Record<string, any> }}
 */
export function splitPolicy(policy) {
  const { cache = DEFAULT_CACHE, revocation, dpop, now, onDefect = reportDefect, ...checks } = ownOptions(policy, 'policy')
  if (cache !== false && !(Number.isSafeInteger(cache) && cache > 0)) {
    throw invalidOption('cache', 'must be a number of entries, or false')
  }
  if (revocation !== undefined && !isRevocation(revocation)) {
    throw invalidOption('revocation', 'must have a method isRevoked')
  }
  if (typeof onDefect !== 'function') throw invalidOption('onDefect', 'must be a function')
  const proofs = dpop === false ? undefined : new Proofs(dpop, onDefect)
  return { cache: Number(cache), revocation, proofs, asksForProofs: Boolean(dpop), now: clock(now), onDefect, checks }
}

/** In entries: some megabytes at the very most, since the cache is bounded in characters too. */
const DEFAULT_CACHE = 1000

/**
 * What a token must meet in addition to a good signature. `issuer` and `audience` must be given; null is the visible way not
 * to check one (RFC 8725 §3.8–3.9).
 *
 * @typedef {object} Policy
 * @property {string | readonly string[] | null} issuer `iss` is (one of) these
 * @property {string | readonly string[] | null} audience `aud` is or has (one of) these
 * @property {string | readonly string[]} [type] `typ` is (one of) these media types; default: `JWT`, `at+jwt` or absent
 * @property {string} [subject] `sub` is this
 * @property {string | readonly string[]} [scope] `scope` has all of these
 * @property {string | readonly string[]} [requiredClaims] the names of claims that must be there
 * @property {number} [maxAge] how old a token may be, in seconds since `iat` (which is then required); exactly this age is allowed
 * @property {number} [leeway] seconds that clocks may differ, from 0 to 300; default 5
 * @property {'required' | 'optional'} [expiry] whether `exp` must be there; default required
 * @property {'require-proof' | 'accept-as-bearer'} [boundTokens] what becomes of a token that is bound to a key (`cnf`,
 *   RFC 7800) and comes without a proof of it; default `require-proof`: ERR_PROOF_REQUIRED
 * @property {number} [maxTokenBytes] default 8192
 * @property {number | false} [cache] verified tokens to remember; default 1000
 * @property {import('./revocation.js').Revocation} [revocation] asked about every token that is valid otherwise
 * @property {import('../dpop/proof-check.js').DpopOptions | false} [dpop] how the proofs of bound tokens are checked (RFC 9449); false: the
 *   scheme DPoP is not known here. If it is given, a request without a token is offered DPoP beside Bearer
 * @property {() => number} [now] seconds since the epoch; default the system's clock
 * @property {(defect: Error) => unknown} [onDefect] called once if this library's arithmetic was wrong about a signature, which is
 *   checked now and then: the right verdict counted, and these keys are verified with the slower arithmetic of ed25519-dalek from
 *   then on. The machine's memory or processor, or this library, is at fault. Default: one line by `console.error`
 */
