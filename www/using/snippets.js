// Programs that verify this very token, with the keys and expectations of the page.

/** What to put in place of a key set that was not given. */
const NO_KEYS = '{"keys":[]}'

/** Name → program, for `token` under `keys` (JWKS text, or '') and `expected` as the form gives it; lists are split by spaces. */
export function snippets({ token, keys, expected }) {
  const lists = Object.fromEntries(['issuer', 'audience', 'type', 'scope'].map((name) => [name, expected[name].split(/[\s,]+/).filter(Boolean)]))
  const given = { token, keys: keys || NO_KEYS, unlimited: expected.unlimited, leeway: Number(expected.leeway || 5), ...lists }
  return { 'countersign, in JavaScript': javascript(given), 'countersign, in Rust': rust(given), 'jose, for comparison': jose(given) }
}

function javascript({ token, keys, issuer, audience, type, scope, leeway, unlimited }) {
  return lines([
    `import { KeySet, verify } from 'countersign'`,
    '',
    `const keys = new KeySet(${ascii(keys)})`,
    `const token = ${quoted(token)}`,
    `const { header, claims } = verify(token, keys, {`,
    `  issuer: ${one(issuer)},${issuer.length === 0 ? ' // null: any issuer. Better name yours.' : ''}`,
    `  audience: ${one(audience)},${audience.length === 0 ? ' // null: a token for any API. Better name yours.' : ''}`,
    type.length > 0 && `  type: ${one(type)},`,
    scope.length > 0 && `  scope: ${quoted(scope.join(' '))},`,
    leeway !== 5 && `  leeway: ${leeway},`,
    unlimited && `  expiry: 'optional',`,
    `})`,
    `console.log(header, claims)`,
  ])
}

function rust({ token, keys, issuer, audience, type, scope, leeway, unlimited }) {
  return lines([
    `use countersign::{${unlimited ? 'Expiry, ' : ''}ExpectedAudience, ExpectedIssuer, KeySet, Policy, UnixTime, Verifier};`,
    '',
    `fn main() -> Result<(), countersign::Error> {`,
    `    let keys = KeySet::parse(${literal(keys)})?;`,
    `    let token = ${literal(token)};`,
    `    let policy = Policy::new(${issuer.length === 0 ? 'ExpectedIssuer::Unchecked' : `ExpectedIssuer::${issuer.length === 1 ? `exactly(${literal(issuer[0])})` : `AnyOf(vec![${issuer.map((each) => `${literal(each)}.into()`).join(', ')}])`}`}, ${audience.length === 0 ? 'ExpectedAudience::Unchecked' : `ExpectedAudience::any_of(${array(audience)})`})`,
    type.length > 0 && `        .with_types(${array(type)})?`,
    scope.length > 0 && `        .with_scope(${array(scope)})?`,
    leeway !== 5 && `        .with_leeway(${leeway.toFixed(1)})?`,
    unlimited && `        .with_expiry(Expiry::Optional)`,
    `        ;`,
    `    let now = UnixTime::from(std::time::SystemTime::now());`,
    `    let verified = Verifier::new(keys, policy).verify(token, now)?;`,
    `    println!("{:?}", verified.claims());`,
    `    Ok(())`,
    `}`,
  ]).replace(/\n +;\n/, ';\n')
}

function jose({ token, keys, issuer, audience, type, leeway, unlimited }) {
  return lines([
    `import { createLocalJWKSet, jwtVerify } from 'jose'`,
    '',
    `const keys = createLocalJWKSet(${ascii(keys)})`,
    `const token = ${quoted(token)}`,
    `const { protectedHeader, payload } = await jwtVerify(token, keys, {`,
    `  algorithms: ['EdDSA', 'Ed25519'],`,
    issuer.length > 0 && `  issuer: ${one(issuer)},`,
    audience.length > 0 && `  audience: ${one(audience)},`,
    type.length === 1 && `  typ: ${one(type)},`,
    !unlimited && `  requiredClaims: ['exp'],`,
    `  clockTolerance: ${leeway},`,
    `}) // jose checks no scope`,
    `console.log(protectedHeader, payload)`,
  ])
}

function lines(list) {
  return `${list.filter((line) => line !== false).join('\n')}\n`
}

function one(list) {
  return list.length === 0 ? 'null' : list.length === 1 ? quoted(list[0]) : `[${list.map(quoted).join(', ')}]`
}

function array(list) {
  return `[${list.map(literal).join(', ')}]`
}

function quoted(text) {
  return `'${ascii(JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'"))}'`
}

function literal(text) {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/[^ -~]/gu, (character) => `\\u{${character.codePointAt(0).toString(16)}}`)}"`
}

/** Characters that cannot be seen are escaped: a program is read before it is run. */
function ascii(text) {
  return text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
