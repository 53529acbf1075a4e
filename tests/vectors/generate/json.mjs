// RFC 8259, RFC 7493, RFC 7515 §4: what the JSON of header and payload may be.
import { CLAIMS, HEADER, claimsText, headerText, refused, text, token, valid } from './token.mjs'

const malformed = refused('TOKEN_MALFORMED')
const bytes = (before, middle, after) => Buffer.concat([Buffer.from(before), Buffer.from(middle), Buffer.from(after)])
const claimsBytes = (...middle) => token(HEADER, bytes(`${text(CLAIMS).slice(0, -1)},"note":"`, middle, '"}'))
const headerBytes = (...middle) => token(bytes(`${text(HEADER).slice(0, -1)},"note":"`, middle, '"}'))
const nested = (levels, open = '[', close = ']') => `"x":${open.repeat(levels)}${close.repeat(levels)}`
const objects = (levels) => `"x":${'{"x":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`

export const unicode = [
  malformed('invalid UTF-8 in the payload', claimsBytes(0xff)),
  malformed('invalid UTF-8 in the header', headerBytes(0xff)),
  malformed('overlong UTF-8 in the payload', claimsBytes(0xc0, 0x80)),
  malformed('overlong UTF-8 of a quote in the header', headerBytes(0xc0, 0xa2)),
  malformed('UTF-8 of a surrogate in the payload', claimsBytes(0xed, 0xa0, 0x80)),
  malformed('UTF-8 beyond U+10FFFF in the payload', claimsBytes(0xf4, 0x90, 0x80, 0x80)),
  malformed('truncated UTF-8 in the payload', claimsBytes(0xe2, 0x82)),
  malformed('Latin-1 in the payload', claimsBytes(0xe9)),
  malformed('UTF-16 payload', token(HEADER, Buffer.from(text(CLAIMS), 'utf16le'))),
  malformed('a byte order mark before the payload', token(HEADER, `\ufeff${text(CLAIMS)}`)),
  malformed('a byte order mark before the header', token(`\ufeff${text(HEADER)}`)),
  malformed('an escaped lone high surrogate in the payload', claimsText(String.raw`"note":"\ud800"`)),
  malformed('an escaped lone low surrogate in the payload', claimsText(String.raw`"note":"\udc00"`)),
  malformed('escaped surrogates in the wrong order', claimsText(String.raw`"note":"\udc00\ud800"`)),
  malformed('a high surrogate before another character', claimsText(String.raw`"note":"\ud800x"`)),
  malformed('a high surrogate before an escape that is none', claimsText(String.raw`"note":"\ud800\n"`)),
  malformed('an escaped lone surrogate as a member name', claimsText(String.raw`"\ud800":1`)),
  malformed('an escaped lone surrogate in the header', headerText(String.raw`"note":"\ud800"`)),
  valid('an escaped surrogate pair', claimsText(String.raw`"note":"\ud83d\udd11"`)),
  valid('an escaped NUL', claimsText(String.raw`"note":"\u0000"`)),
  valid('letters of other scripts and emoji', claimsText('"name":"Þóra 花子 🔑"')),
  valid('a noncharacter', claimsText('"note":"\uffff"')),
]

const duplicates = [
  ['a claim twice', claimsText('"sub":"user-1"')],
  ['a claim twice with another value', claimsText('"sub":"admin"')],
  ['exp twice', claimsText('"exp":9999999999')],
  ['a private claim twice', claimsText('"a":1,"a":1')],
  ['a claim twice, once escaped', claimsText(String.raw`"\u0073ub":"admin"`)],
  ['a member twice in a nested object', claimsText('"x":{"a":1,"b":2,"a":3}')],
  ['a member twice in an object inside an array', claimsText('"x":[{"a":1},{"a":1,"a":2}]')],
  ['a member twice deep down', claimsText('"x":{"y":{"z":[[{"a":1,"a":2}]]}}')],
  ['an empty name twice', claimsText('"":1,"":2')],
  ['__proto__ twice', claimsText('"__proto__":1,"__proto__":2')],
  ['an emoji as a name twice, once escaped', claimsText(String.raw`"🔑":1,"\ud83d\udd11":2`)],
  ['a solidus in a name twice, once escaped', claimsText(String.raw`"a/b":1,"a\/b":2`)],
  ['alg twice', headerText('"alg":"EdDSA"')],
  ['alg twice, once escaped', headerText(String.raw`"\u0061lg":"none"`)],
  ['kid twice', headerText('"kid":"k2"')],
  ['an unknown header parameter twice', headerText('"a":1,"a":1')],
  ['a member twice in an ignored header parameter', headerText('"jwk":{"kty":"OKP","kty":"oct"}')],
].map((row) => malformed(...row))

export const members = [
  ...duplicates,
  valid('one name in two different objects', claimsText('"x":{"a":1},"y":{"a":1},"a":1')),
  valid('names that differ in case', claimsText('"Sub":1,"SUB":2')),
  valid('names that differ in normalization', claimsText('"\u00e9":1,"e\u0301":2')),
  valid('__proto__ as a member', claimsText('"__proto__":{"admin":true},"constructor":{"prototype":{}}')),
  valid('an empty name', claimsText('"":1')),
]

export const depth = [
  valid('arrays to a depth of 32', claimsText(nested(31))),
  malformed('arrays to a depth of 33', claimsText(nested(32))),
  valid('objects to a depth of 32', claimsText(objects(31))),
  malformed('objects to a depth of 33', claimsText(objects(32))),
  malformed('arrays to a depth of 2000', claimsText(nested(2000))),
  malformed('2000 arrays that nothing closes', token(HEADER, '['.repeat(2000))),
  valid('header arrays to a depth of 32', headerText(nested(31))),
  malformed('header arrays to a depth of 33', headerText(nested(32))),
]

const WRONG_NUMBERS = ['1e400', '-1e400', '1E+309', '1.7976931348623159e308', '9'.repeat(400), 'NaN', 'Infinity', '-Infinity', '+1', '01', '-01', '.5', '1.', '1.e5', '0x10', '1e', '1e+', '-', '1_000', '--1']
const GOOD_NUMBERS = ['0', '-0', '1e5', '1E-5', '0.5', '1.7976931348623157e308', '9007199254740993', '18446744073709551616', '-9223372036854775809', '1e-400', '0e999']
const short = (number) => (number.length > 30 ? `an integer of ${number.length} digits` : number)

export const numbers = [
  ...WRONG_NUMBERS.map((number) => malformed(`the number ${short(number)}`, claimsText(`"n":${number}`))),
  malformed('exp of 1e400', token(HEADER, text({ ...CLAIMS, exp: undefined }, '"exp":1e400'))),
  malformed('exp of NaN', token(HEADER, text({ ...CLAIMS, exp: undefined }, '"exp":NaN'))),
  malformed('the number 1e400 deep down', claimsText('"x":[{"y":[1e400]}]')),
  malformed('the number 1e400 in the header', headerText('"n":1e400')),
  ...GOOD_NUMBERS.map((number) => valid(`the number ${number}`, claimsText(`"n":${number}`))),
]

const NON_OBJECTS = { array: '[]', string: '"x"', number: '1', null: 'null', boolean: 'true' }
const JSON_TEXT = text(CLAIMS)
const broken = [
  ['trailing garbage', `${JSON_TEXT}x`],
  ['a second value', `${JSON_TEXT}{}`],
  ['a trailing NUL', `${JSON_TEXT}\0`],
  ['a trailing comma', `${JSON_TEXT.slice(0, -1)},}`],
  ['a leading comma', `{,${JSON_TEXT.slice(1)}`],
  ['a missing comma', JSON_TEXT.replace(',"aud"', ' "aud"')],
  ['a missing colon', JSON_TEXT.replace(':', ' ')],
  ['a missing brace', JSON_TEXT.slice(0, -1)],
  ['an extra brace', `${JSON_TEXT}}`],
  ['a block comment', `/**/${JSON_TEXT}`],
  ['a line comment', `${JSON_TEXT}//`],
  ['single quotes', JSON_TEXT.replaceAll('"', "'")],
  ['an unquoted name', JSON_TEXT.replace('"iss"', 'iss')],
  ['a number as a name', `${JSON_TEXT.slice(0, -1)},1:1}`],
  ['a literal in capitals', `${JSON_TEXT.slice(0, -1)},"x":True}`],
  ['undefined', `${JSON_TEXT.slice(0, -1)},"x":undefined}`],
  ['a raw newline in a string', `${JSON_TEXT.slice(0, -1)},"x":"\n"}`],
  ['a raw NUL in a string', `${JSON_TEXT.slice(0, -1)},"x":"\0"}`],
  ['an unknown escape', `${JSON_TEXT.slice(0, -1)},"x":"\\x41"}`],
  ['a short Unicode escape', `${JSON_TEXT.slice(0, -1)},"x":"\\u41"}`],
  ['a signed Unicode escape', `${JSON_TEXT.slice(0, -1)},"x":"\\u+041"}`],
  ['a no-break space between tokens', `${JSON_TEXT.slice(0, -1)},\u00a0"x":1}`],
  ['a form feed between tokens', `${JSON_TEXT.slice(0, -1)},\f"x":1}`],
  ['only a space', ' '],
  ['plain words', 'Example of Ed25519 signing'],
]

export const texts = [
  ...Object.entries(NON_OBJECTS).map(([name, json]) => malformed(`a payload that is a ${name}`, token(HEADER, json))),
  ...Object.entries(NON_OBJECTS).map(([name, json]) => malformed(`a header that is a ${name}`, token(json))),
  ...broken.map(([name, json]) => malformed(`payload with ${name}`, token(HEADER, json))),
  malformed('a header with trailing garbage', token(`${text(HEADER)}x`)),
  malformed('a header with a comment', token(`${text(HEADER)}/**/`)),
  malformed('a header with single quotes', token(text(HEADER).replaceAll('"', "'"))),
  malformed('a header with a trailing comma', token(`${text(HEADER).slice(0, -1)},}`)),
  valid('white space of JSON around and inside of header and payload', token(`\r\n\t ${text(HEADER, '\r\n"x"\t:\n[ ]')} \n`, ` ${text(CLAIMS, '\t"x" : { }')}\r\n`)),
  valid('escapes of all kinds', claimsText(String.raw`"x":"\"\\\/\b\f\n\r\t\u00e9"`)),
  valid('an escaped name of a claim', token(HEADER, text({ ...CLAIMS, sub: undefined }, String.raw`"\u0073ub":"user-1"`), undefined), { policy: { subject: 'user-1' } }),
]
