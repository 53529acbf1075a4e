// Who says that it is to be refused, so that a choice of ours is not taken for somebody's mistake. The first row that fits is a
// token's; the codes are those of the vectors.
const rows = [
  ['no signature, or HMAC with the public key', 'RFC 8725 §3.1', /^alg (none|HS256 with)/],
  ['another or no algorithm named', 'RFC 8725 §3.1', (name, code) => code === 'ERR_ALGORITHM_NOT_ALLOWED' || /^(no alg|alg\b(?! twice)|an empty header)/.test(name)],
  ['`crit`, `b64`', 'RFC 7515 §4.1.11, RFC 7797 §6', (name, code) => code === 'ERR_CRITICAL_HEADER'],
  ['a member twice', 'RFC 7519 §4: refuse, or take the last', /\btwice\b(?! with a comma)/],
  ['a `kid` that no one key has', 'RFC 7515 §4.1.4; exactly one: ours', (name, code) => /^ERR_KEY_/.test(code) || /\bkid\b/.test(name)],
  ['a signature nobody made honestly', 'RFC 8032 §5.1.7; small order: ours', (name, code) => code === 'ERR_SIGNATURE_INVALID'],
  ['a registered claim of a wrong type or range', 'RFC 7519 §4.1; ranges: ours', (name, code) => code === 'ERR_CLAIM_MALFORMED'],
  ['`iss`, `aud` or `exp` absent', 'the policy', (name, code) => code === 'ERR_CLAIM_MISSING'],
  ['another issuer or audience', 'RFC 7519 §4.1.1, §4.1.3', (name, code) => /^ERR_(ISSUER|AUDIENCE)_/.test(code)],
  ['expired, or from the future', 'RFC 7519 §4.1.4, §4.1.5; `iat`: ours', (name, code) => /^ERR_TOKEN_(EXPIRED|NOT_YET_VALID)$/.test(code)],
  ['another type of token', 'RFC 8725 §3.11', (name, code) => code === 'ERR_TYPE_MISMATCH' || /^typ\b/.test(name)],
  ['bound to a key (`cnf`), without a proof of it', 'RFC 9449 §7.2; other than `jkt`: ours', (name, code) => code === 'ERR_PROOF_REQUIRED'],
  ['longer than 8 KiB', 'ours', (name, code) => code === 'ERR_TOKEN_TOO_LARGE'],
  ['JSON and UTF-8 that readers disagree about', 'RFC 8725 §3.7, RFC 8259; depth and range of numbers: ours', /UTF-8|surrogate|Latin|byte order|depth|number|1e400|escape|JSON|garbage|comma$|NUL$/],
  ['another spelling: padding, white space, trailing bits', 'RFC 7515 §2, RFC 4648 §3.5', /padding|trailing bits|space|newline|tab\b|alphabet|part|dot|base64|percent|token|character|line|length/i],
  ['other text that is no token', 'RFC 7519 §7.2', () => true],
]

/** What the tokens of the vectors are up to, and who says that they are to be refused. */
export const threats = rows.map(([threat, basis]) => ({ threat, basis }))

/** The threat of a refused case. */
export function threatOf(name, code) {
  const [threat] = rows.find(([, , fits]) => (fits instanceof RegExp ? fits.test(name) : fits(name, code)))
  return threat
}
