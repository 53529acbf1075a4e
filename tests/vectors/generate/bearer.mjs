// RFC 6750 §2.1, RFC 9110 §11: what the value of an Authorization header may be. Null: there is no such header.
const TOKEN = 'eyJhbGciOiJFZERTQSJ9.e30.AAAA'

const token = (name, header, token = TOKEN) => ({ name, header, expect: 'valid', token })
const missing = (name, header) => ({ name, header, expect: 'ERR_CREDENTIALS_MISSING' })
const malformed = (name, header) => ({ name, header, expect: 'ERR_CREDENTIALS_MALFORMED' })

export const bearer = [
  token('the scheme and a token', `Bearer ${TOKEN}`),
  token('the scheme in lower case', `bearer ${TOKEN}`),
  token('the scheme in capitals', `BEARER ${TOKEN}`),
  token('several spaces', `Bearer   ${TOKEN}`),
  token('a token that is no JWT', 'Bearer cs_0123456789abcXYZ', 'cs_0123456789abcXYZ'),
  token('every character of a b64token', 'Bearer aZ09-._~+/==', 'aZ09-._~+/=='),
  missing('no header', null),
  missing('an empty header', ''),
  missing('the Basic scheme', 'Basic dXNlcjpwYXNz'),
  missing('the DPoP scheme', `DPoP ${TOKEN}`),
  missing('a scheme that begins like Bearer', `BearerX ${TOKEN}`),
  missing('a scheme that ends like Bearer', `XBearer ${TOKEN}`),
  missing('a token alone', TOKEN),
  missing('another scheme before Bearer', `Basic dXNlcjpwYXNz, Bearer ${TOKEN}`),
  malformed('the scheme alone', 'Bearer'),
  malformed('the scheme and a space', 'Bearer '),
  malformed('two tokens', `Bearer ${TOKEN} ${TOKEN}`),
  malformed('two tokens with a comma', `Bearer ${TOKEN},${TOKEN}`),
  malformed('two credentials with a comma', `Bearer ${TOKEN}, Bearer ${TOKEN}`),
  malformed('a parameter', `Bearer token="${TOKEN}"`),
  malformed('quotes around the token', `Bearer "${TOKEN}"`),
  malformed('an equals sign inside the token', 'Bearer a=b'),
  malformed('only equals signs', 'Bearer =='),
  malformed('a percent sign', 'Bearer a%20b'),
  malformed('an asterisk', 'Bearer a*b'),
  malformed('a letter that is not ASCII', 'Bearer é'),
  malformed('a newline inside the token', 'Bearer a\nb'),
  malformed('a NUL inside the token', 'Bearer a\0b'),
  malformed('a colon after the token', `Bearer ${TOKEN}:`),
]
