// Eight tokens to learn from. Those of the page's own key are issued on the spot, so their times are true.

import { issue } from '../countersign.js'

const POLICY = { issuer: 'https://auth.example', audience: 'api' }
const CLAIMS = { sub: 'user-1', scope: 'read write' }

// RFC 7515 §A.2: an RS256 token as anybody may meet it elsewhere.
const RS256 = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw'

const RS256_KEY = { kty: 'RSA', e: 'AQAB', n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ' }

// Its payload says "sub" twice; the signature over it is genuine. The private key is gone.
const DUPLICATES = {
  token: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJFZERTQSIsImtpZCI6IkhuOU13UmFZcXkzNDZOc1dwOEM2X3JuU3duTDBaVTVyenNOZHJsRDJVUE0ifQ.eyJpc3MiOiJodHRwczovL2F1dGguZXhhbXBsZSIsImF1ZCI6ImFwaSIsInN1YiI6InVzZXItMSIsInNjb3BlIjoicmVhZCIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjo0MTAyNDQ0ODAwLCJzdWIiOiJhZG1pbiJ9.47A1l0jr49I2RWK3wvSLS7jDU_76BSxg-YKqaOQRj2WLFBJdHQZMSuOtn-TqY4R6pYCa9Brk-zDnZQzqa19KCw',
  jwk: { kty: 'OKP', crv: 'Ed25519', kid: 'Hn9MwRaYqy346NsWp8C6_rnSwnL0ZU5rzsNdrlD2UPM', x: 'MFnTEY9Hd_usNUdZ4ILhgaazGWXMEQ9jwUbSS48K4wk' },
}

// The neutral element as a public key: under it, one constant signature "verifies" every message where a library forgets to look.
const WEAK = { kty: 'OKP', crv: 'Ed25519', kid: 'weak', x: 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }
const WEAK_SIGNATURE = `AQ${'A'.repeat(84)}`

/** Name → `(pageKey, now) => { token, keys, expect }`; `keys` is JWKS text, `expect` what the form should demand. */
export const SAMPLES = {
  valid: own({ expiresIn: 3600 }),
  'expires in 60 s': own({ expiresIn: 60 }),
  expired: own({ expiresIn: 3600 }, { issued: -7200 }),
  'not yet valid': own({ expiresIn: 3600, notBefore: 600 }),
  'wrong audience': own({ expiresIn: 3600 }, { audience: 'billing' }),
  'RS256 from elsewhere': (key) => ({ token: RS256, keys: jwks(JSON.parse(key.jwks).keys[0], RS256_KEY), expect: {} }),
  'weak-key forgery': (key, now) => ({ token: forgery(now), keys: jwks(JSON.parse(key.jwks).keys[0], WEAK), expect: POLICY }),
  'duplicate members': () => ({ token: DUPLICATES.token, keys: jwks(DUPLICATES.jwk), expect: POLICY }),
}

function own(options, { issued = 0, audience = POLICY.audience } = {}) {
  return (key, now) => ({
    token: issue(CLAIMS, key.signing, { ...POLICY, audience, ...options, now: () => now + issued }),
    keys: key.jwks,
    expect: POLICY,
  })
}

function forgery(now) {
  const claims = { iss: POLICY.issuer, aud: POLICY.audience, sub: 'admin', scope: 'everything', iat: Math.floor(now), exp: Math.floor(now) + 3600 }
  return `${part({ typ: 'JWT', alg: 'EdDSA', kid: WEAK.kid })}.${part(claims)}.${WEAK_SIGNATURE}`
}

function part(members) {
  return btoa(JSON.stringify(members)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function jwks(...keys) {
  return JSON.stringify({ keys })
}
