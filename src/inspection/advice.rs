//! Best current practice (RFC 8725 and its neighbours): what does not refuse a token, but weakens it.

use crate::encoding::json::Json;
use crate::inspection::finding::{Finding, Rule};
use crate::inspection::reading::Reading;
use crate::time::UnixTime;
use crate::token::{Claims, Policy};

static EXPIRY: Rule = Rule::new("expiry", "RFC 9068 §2.2");
static LIFETIME: Rule = Rule::new("lifetime", "RFC 9700 §4.9");
static ISSUER: Rule = Rule::new("issuer", "RFC 8725 §3.8");
static SUBJECT: Rule = Rule::new("subject", "RFC 8725 §3.8");
static AUDIENCE: Rule = Rule::new("audience", "RFC 8725 §3.9");
static TOKEN_ID: Rule = Rule::new("token-id", "RFC 9068 §2.2");
static TYPE: Rule = Rule::new("type", "RFC 8725 §3.11");
static ALGORITHM_NAME: Rule = Rule::new("algorithm-name", "RFC 9864 §2.2");
static KEY_ID: Rule = Rule::new("key-id", "RFC 8725 §3.10");
static SECRETS: Rule = Rule::new("no-secrets", "RFC 7519 §12");
static ISSUER_CHECKED: Rule = Rule::new("issuer-checked", "RFC 8725 §3.8");
static AUDIENCE_CHECKED: Rule = Rule::new("audience-checked", "RFC 8725 §3.9");

/// What a token should rather not live longer than, in seconds.
const DAY: i64 = 86_400;

/// `policy` is the verifier's, if there is one.
pub(super) fn check(reading: &Reading<'_>, policy: Option<&Policy>, now: UnixTime) -> Vec<Finding> {
    let mut findings = header(reading);
    match Claims::parse(&reading.payload.bytes) {
        Ok(claims) => {
            findings.extend(lifetime(&claims, now));
            findings.extend([
                issuer(&claims),
                subject(&claims),
                audience(&claims),
                token_id(&claims),
                secrets(&claims),
            ]);
        }
        Err(_) => {
            let rules = [&EXPIRY, &LIFETIME, &ISSUER, &SUBJECT, &AUDIENCE, &TOKEN_ID, &SECRETS];
            findings.extend(rules.map(|rule| rule.skip("the claims cannot be read strictly")));
        }
    }
    if let Some(policy) = policy {
        findings.push(match policy.checks_issuer() {
            true => ISSUER_CHECKED.pass("the verifier checks who issued it"),
            false => {
                ISSUER_CHECKED.warn("no issuer is expected: anyone who holds a key of the set may issue")
            }
        });
        findings.push(match policy.checks_audience() {
            true => AUDIENCE_CHECKED.pass("the verifier checks whom it is meant for"),
            false => {
                AUDIENCE_CHECKED.warn("no audience is expected: a token for another service is good here too")
            }
        });
    }
    findings
}

fn header(reading: &Reading<'_>) -> Vec<Finding> {
    let Ok(header) = reading.header.object() else {
        return [&ALGORITHM_NAME, &TYPE, &KEY_ID]
            .map(|rule| rule.skip("the header cannot be read strictly"))
            .into();
    };
    // Advice, and never a warning: several libraries in use know the older name alone.
    let alg = match header.get("alg").and_then(Json::as_str) {
        Some("EdDSA") => ALGORITHM_NAME.pass(
            "alg is EdDSA, a deprecated name: change to Ed25519 as soon as everyone who verifies reads it",
        ),
        Some("Ed25519") => ALGORITHM_NAME.pass("alg is Ed25519, which says all about the signature"),
        _ => ALGORITHM_NAME.skip("it is not signed with an Ed25519 key"),
    };
    let typ = match header.get("typ").and_then(Json::as_str) {
        None => TYPE.warn("no typ: one kind of token can be taken for another"),
        Some(typ) if typ.eq_ignore_ascii_case("JWT") => {
            TYPE.pass("typ is JWT; at+jwt would also keep it apart from ID and refresh tokens")
        }
        Some(_) => TYPE.pass("typ says what kind of token it is"),
    };
    let plain = |kid: &str| {
        kid.len() <= 128 && kid.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:=@+".contains(&byte))
    };
    let kid = match header.get("kid").and_then(Json::as_str) {
        None => KEY_ID.warn("no kid: its issuer cannot change keys without a pause"),
        Some(kid) if plain(kid) && !kid.as_bytes().windows(2).any(|pair| pair == b"..") => {
            KEY_ID.pass("kid is a plain name")
        }
        Some(_) => KEY_ID.warn("kid looks like a path, a URL or a query: never build any of these from it"),
    };
    vec![alg, typ, kid]
}

fn lifetime(claims: &Claims<'_>, now: UnixTime) -> [Finding; 2] {
    let Some(exp) = claims.expires_at() else {
        return [
            EXPIRY.warn("no exp: anyone who finds it can use it for ever"),
            LIFETIME.warn("it never ends"),
        ];
    };
    let start = claims.issued_at().or(claims.not_before());
    // Without a beginning, what is left of its life is the least that it lives.
    let seconds = exp.as_secs() - start.unwrap_or(now).as_secs();
    let lifetime = match start {
        _ if claims.not_before().or(start).is_some_and(|begins| begins >= exp) => {
            LIFETIME.warn("it ends before it begins")
        }
        _ if seconds > DAY => {
            LIFETIME.warn(format!("it lives {} days: a stolen one stays useful for long", seconds / DAY))
        }
        Some(_) => LIFETIME.pass("it lives for a day at most"),
        None => LIFETIME.skip("without iat, its intended lifetime is unknown"),
    };
    [EXPIRY.pass("it expires"), lifetime]
}

fn issuer(claims: &Claims<'_>) -> Finding {
    match claims.issuer() {
        Some(_) => ISSUER.pass("iss says who issued it"),
        None => ISSUER.warn("no iss: it does not say whose keys to use"),
    }
}

fn subject(claims: &Claims<'_>) -> Finding {
    match claims.subject() {
        Some(_) => SUBJECT.pass("sub says whom it is about"),
        None => SUBJECT.warn("no sub: it does not say whom it is about"),
    }
}

fn audience(claims: &Claims<'_>) -> Finding {
    match claims.audience().next() {
        None => AUDIENCE.warn("no aud: every service that trusts its issuer may accept it"),
        Some(_) if claims.audience().any(|audience| audience == "*") => {
            AUDIENCE.warn("aud is *: meant for everyone")
        }
        Some(_) => AUDIENCE.pass("aud says whom it is meant for"),
    }
}

fn token_id(claims: &Claims<'_>) -> Finding {
    match claims.token_id() {
        Some(_) => TOKEN_ID.pass("jti makes it one of a kind"),
        None => TOKEN_ID.warn("no jti: a single token cannot be named in a log or revoked"),
    }
}

fn secrets(claims: &Claims<'_>) -> Finding {
    const NAMES: [&str; 8] =
        ["api_key", "apikey", "card_number", "credit_card", "passwd", "password", "private_key", "secret"];
    match NAMES.into_iter().find(|name| claims.contains(name)) {
        Some(name) => SECRETS.warn(format!("{name} can be read by everyone who sees the token")),
        None => SECRETS.pass("no claim is named like a secret; everyone can read the payload"),
    }
}
