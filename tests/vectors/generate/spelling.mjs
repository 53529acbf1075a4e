// RFC 7515 §7.1, RFC 4648 §5: the spelling of the three parts.
import { base64url } from './keys.mjs'
import { CLAIMS, HEADER, claimed, headed, refused, spelled, text, token, valid } from './token.mjs'

const malformed = refused('TOKEN_MALFORMED')
const GOOD = token()
const [H, P, S] = GOOD.split('.')
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const next = (part) => part.slice(0, -1) + ALPHABET[ALPHABET.indexOf(part.at(-1)) + 1]

/** The spelling of a part that leaves `spare` characters over four, by padding its JSON with spaces. */
const leaving = (object, spare) => {
  let json = JSON.stringify(object)
  while (base64url(json).length % 4 !== spare) json += ' '
  return base64url(json)
}
const WITH_DASH = base64url(text({ ...CLAIMS, note: 'ûÿûÿ>>>???' }))

export const parts = [
  malformed('no characters at all', ''),
  malformed('one part', H),
  malformed('two parts, as an unsecured JWS without its last dot', `${H}.${P}`),
  malformed('four parts', `${GOOD}.${S}`),
  malformed('four parts, the last empty', `${GOOD}.`),
  malformed('five parts, as a JWE', 'eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.OKOawDo13gRp.48V1_ALb6US04U3b.5eym8TW_c8SuK0lt.XFBoMYUZodetZdvTiFvSkQ', { says: 'JWE' }),
  malformed('six parts', `${H}.${P}.${S}.${S}.${S}.${S}`),
  malformed('a single dot', '.'),
  malformed('two dots', '..'),
  malformed('four dots', '....', { says: 'JWE' }),
  malformed('an empty header', spelled('', P)),
  malformed('an empty payload', spelled(H, '')),
  malformed('an empty header and an empty payload', spelled('', '')),
  refused('SIGNATURE_INVALID')('an empty signature', `${H}.${P}.`),
  malformed('a leading dot', `.${GOOD}`),
  malformed('two dots between header and payload', `${H}..${P}.${S}`),
  malformed('the scheme in front', `Bearer ${GOOD}`),
  malformed('quotes around', `"${GOOD}"`),
  malformed('the token twice with a comma', `${GOOD},${GOOD}`),
  malformed('JSON serialization of RFC 7515 §7.2.2', JSON.stringify({ payload: P, protected: H, signature: S })),
]

export const base64 = [
  malformed('padding after the header', spelled(`${leaving(HEADER, 2)}==`, P)),
  malformed('one padding character after the payload', spelled(H, `${leaving(CLAIMS, 3)}=`)),
  malformed('two padding characters after the payload', spelled(H, `${leaving(CLAIMS, 2)}==`)),
  malformed('padding after a payload that needs none', spelled(H, `${leaving(CLAIMS, 0)}====`)),
  malformed('padding after the signature', `${GOOD}==`),
  malformed('percent-encoded padding after the signature', `${GOOD}%3D%3D`),
  malformed('padding inside the payload', spelled(H, `${leaving(CLAIMS, 2)}==${base64url(' ')}`)),
  malformed('standard base64 alphabet: plus in the payload', spelled(H, WITH_DASH.replace('-', '+'))),
  malformed('standard base64 alphabet: slash in the payload', spelled(H, WITH_DASH.replaceAll('_', '/'))),
  malformed('standard base64 alphabet in the signature', withStandardSignature()),
  malformed('non-zero trailing bits in the header, two characters over', spelled(next(leaving(HEADER, 2)), P)),
  malformed('non-zero trailing bits in the header, three characters over', spelled(next(leaving(HEADER, 3)), P)),
  malformed('non-zero trailing bits in the payload, two characters over', spelled(H, next(leaving(CLAIMS, 2)))),
  malformed('non-zero trailing bits in the payload, three characters over', spelled(H, next(leaving(CLAIMS, 3)))),
  malformed('non-zero trailing bits in the signature', next(GOOD)),
  malformed('header length 1 modulo 4', spelled(`${leaving(HEADER, 0)}A`, P)),
  malformed('payload length 1 modulo 4', spelled(H, `${leaving(CLAIMS, 0)}A`)),
  malformed('signature length 1 modulo 4', `${H}.${P}.${S.slice(0, 85)}`),
  malformed('a header of one character', spelled('e', P)),
  malformed('a character outside of the alphabet', spelled(H, `${P.slice(0, 8)}*${P.slice(9)}`)),
  malformed('a percent sign', spelled(H, `${P.slice(0, 8)}%${P.slice(9)}`)),
  malformed('a tilde in the signature', `${H}.${P}.~${S.slice(1)}`),
  valid('a payload that uses both special characters of base64url', spelled(H, WITH_DASH)),
]

const inserted = (name, character, where) => malformed(`${name} ${where.name}`, where.put(character))
const PLACES = [
  { name: 'in front of the token', put: (c) => spelled(`${c}${H}`, P) },
  { name: 'inside the header', put: (c) => spelled(`${H.slice(0, 8)}${c}${H.slice(8)}`, P) },
  { name: 'after the header', put: (c) => spelled(`${H}${c}`, P) },
  { name: 'inside the payload', put: (c) => spelled(H, `${P.slice(0, 8)}${c}${P.slice(8)}`) },
  { name: 'after the payload', put: (c) => spelled(H, `${P}${c}`) },
  { name: 'inside the signature', put: (c) => `${H}.${P}.${S.slice(0, 43)}${c}${S.slice(43)}` },
  { name: 'after the token', put: (c) => `${GOOD}${c}` },
]

export const characters = [
  ...PLACES.map((place) => inserted('a space', ' ', place)),
  ...PLACES.map((place) => inserted('a newline', '\n', place)),
  inserted('a carriage return and newline', '\r\n', PLACES[6]),
  inserted('a tab', '\t', PLACES[3]),
  inserted('a vertical tab', '\v', PLACES[6]),
  inserted('a NUL', '\0', PLACES[6]),
  inserted('a NUL', '\0', PLACES[3]),
  inserted('a DEL', '\x7f', PLACES[3]),
  inserted('a no-break space', '\u00a0', PLACES[6]),
  inserted('a byte order mark', '\ufeff', PLACES[0]),
  inserted('a zero-width space', '\u200b', PLACES[3]),
  inserted('a Latin-1 letter', 'é', PLACES[3]),
  inserted('a fullwidth letter', '\uff21', PLACES[1]),
  inserted('a Cyrillic letter', '\u0430', PLACES[5]),
  inserted('an emoji', '\u{1f511}', PLACES[3]),
  malformed('a fullwidth full stop as separator', `${H}\uff0e${P}.${S}`),
]

function withStandardSignature() {
  for (let n = 0; ; n += 1) {
    const candidate = claimed({ n })
    const signature = candidate.split('.')[2]
    if (/[-_]/.test(signature)) {
      return candidate.slice(0, -signature.length) + signature.replaceAll('-', '+').replaceAll('_', '/')
    }
  }
}

/** A valid token of exactly `length` characters. */
function sized(length) {
  for (let m = 0; m < 4; m += 1) {
    const rest = length - headed({ pad: 'x'.repeat(m) }).length
    for (let n = Math.floor((rest * 3) / 4) - 20; n <= (rest * 3) / 4; n += 1) {
      const candidate = token({ ...HEADER, pad: 'x'.repeat(m) }, { ...CLAIMS, note: 'x'.repeat(n) })
      if (candidate.length === length) return candidate
    }
  }
  throw new Error(`no token has ${length} characters`)
}

const tooLarge = refused('TOKEN_TOO_LARGE')
export const sizes = [
  valid('8192 bytes, the most that is allowed by default', sized(8192)),
  tooLarge('8193 bytes, by default', sized(8193)),
  tooLarge('20000 characters that are no token', 'A'.repeat(20000)),
  tooLarge('20000 dots', '.'.repeat(20000)),
  tooLarge('8193 bytes of fewer characters', `${H}.${'é'.repeat(4000)}.${S}${'A'.repeat(108)}`),
  valid('a longer token where the policy allows it', sized(8193), { policy: { maxTokenBytes: 8193 } }),
  tooLarge('a short token where the policy allows less', GOOD, { policy: { maxTokenBytes: GOOD.length - 1 } }),
  valid('exactly what the policy allows', GOOD, { policy: { maxTokenBytes: GOOD.length } }),
]
