// Prints what each target starts from, made of the vectors: one array of texts per target, a byte as one character.
import { readFileSync } from 'node:fs'
import { argv } from 'node:process'

const vectors = (name) => JSON.parse(readFileSync(new URL(`../tests/vectors/${name}.json`, import.meta.url), 'utf8'))
const bytes = (text, encoding = 'utf8') => Buffer.from(text, encoding).toString('latin1')
const unpacked = (token) => token.split('.').map((part) => bytes(part, 'base64url'))
const char = String.fromCharCode

const [malformed, signatures] = [vectors('malformed_tokens'), vectors('signatures')]
const cases = [...malformed.cases, ...signatures.cases, ...vectors('decode').cases]
const tokens = cases.map(({ token }) => token)
const compact = tokens.filter((token) => token.split('.').length === 3)
const { jwks, pems } = vectors('private_keys')
const { private_jwk, public_jwk, token } = vectors('rfc8037')
const keyTexts = [...vectors('key_sets').cases, ...jwks, ...pems].map(({ text }) => text)
const issuing = vectors('issuing').cases.map(({ claims }) => claims)

/** Header and claims of a proof, with the key that the targets sign by. */
const ofKey = ([header, claims]) => [header.replace(/"x":"[\w-]{43}"/, `"x":"${public_jwk.x}"`), claims]

// The policies that a case changes, as the bytes that choose it in rules.rs: issuer, audience, …; typ; leeway; now.
const every = [0, 3, 4, 8, 16, 32, 64, 128, 255]
const payloads = compact.map((token) => unpacked(token)[1])

const seeds = {
  token: [...tokens, token, ...compact.map((token) => unpacked(token)[0])].map((text) => bytes(text)),
  claims: payloads.map((payload, i) => `${payload}\0${char(every[i % every.length], i % 7, i % 3, i % 5)}`),
  differential: compact.map((token) => unpacked(token).slice(0, 2).join('\0')),
  key_set: [...keyTexts, JSON.stringify(private_jwk), JSON.stringify(public_jwk)].map((text) => `${bytes(text)}\0k1`),
  credentials: [
    ...vectors('bearer').cases.flatMap(({ header }) => (header === null ? [] : bytes(header))),
    'acme\0acme_00000000000000000000000000000000000000000002X8XW8',
    'acme_live_2\0acme_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp10cVasW',
    `cs\0${'\x07'.repeat(32)}\x05a`,
    '0123456789abcdef'.repeat(4)
  ],
  api_token: ['\x00@\x0a\x00\x05\x81\x80', '\x0aA\x20B\x20\x00\x7f\x81\x81', '\x01A\x05\x00\x0aA\x05'],
  status_list: ['eNrbuRgAAhcBXQ', 'eNo76fITAAPfAgc'].flatMap((lst) => [`\x01${lst}`, `\x02${lst}`, `\0${bytes(lst, 'base64url')}`]),
  proof: vectors('dpop').cases.flatMap(({ proof }) => (typeof proof === 'string' && proof.split('.').length === 3 ? [bytes(proof), ofKey(unpacked(proof)).join('\0')] : [])),
  refresh: ['\0\x01\0\x04\x01\x04\x01\x50', '\x80\x50\0\0', '\0\x01\0\x01\x02\x01\0\x01', '\x7f\x01\0\x01'],
  prepared: every.flatMap((_, i) => [0, 1, 2, 3, 20].map((how) => `${char(i % 8, 8 - i, how, i)}${char(i * 13).repeat(32)}`)),
  issue: [...issuing.map((claims) => bytes(JSON.stringify(claims))), ...payloads.slice(0, 40)]
    .map((text, i) => `${text}\0${char(i % 32)}user-1`)
    // Longer, once written, than a verifier takes by default.
    .concat(`{}\0\x0e${'\0'.repeat(350)}`)
}
console.log(JSON.stringify(argv[2] ? seeds[argv[2]] : seeds))
