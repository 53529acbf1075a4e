//! The rules whose breach refuses a token, each checked on its own: the verifier stops at the first.

use crate::encoding::base64url;
use crate::encoding::json::DUPLICATE;
use crate::error::Error;
use crate::inspection::finding::{Finding, Rule};
use crate::inspection::reading::{Part, Reading, TokenKind};
use crate::jws::{Header, UnverifiedToken};
use crate::keys::{Algorithm, KeySet};
use crate::time::UnixTime;
use crate::token::{BoundTokens, Claims, Policy};

static SIZE: Rule = Rule::new("size", "RFC 8725 §2.8");
static PARTS: Rule = Rule::new("parts", "RFC 7515 §7.1");
static SPELLING: Rule = Rule::new("canonical-base64url", "RFC 4648 §3.5");
static JSON: Rule = Rule::new("json", "RFC 8259");
static UNIQUE: Rule = Rule::new("unique-members", "RFC 7519 §4");
static HEADER: Rule = Rule::new("header-types", "RFC 7515 §4.1");
static ALGORITHM: Rule = Rule::new("algorithm", "RFC 8725 §3.1");
static CRITICAL: Rule = Rule::new("critical", "RFC 7515 §4.1.11");
static OWN_KEYS: Rule = Rule::new("own-keys", "RFC 8725 §3.10");
static KEY: Rule = Rule::new("key", "RFC 7515 §4.1.4");
static SIGNATURE: Rule = Rule::new("signature", "RFC 8032 §5.1.7");
static CLAIMS: Rule = Rule::new("claim-types", "RFC 7519 §4.1");
static FUTURE: Rule = Rule::new("issued-in-the-past", "RFC 7519 §4.1.6");
static BOUND: Rule = Rule::new("bound-to-key", "RFC 9449 §7.2");
static CHECKSUM: Rule = Rule::new("checksum", "CRC-32");

pub(super) fn check(
    reading: &Reading<'_>,
    keys: Option<&KeySet>,
    policy: &Policy,
    now: UnixTime,
) -> Vec<Finding> {
    if reading.kind == TokenKind::ApiToken {
        return vec![checksum(reading.text)];
    }
    let mut findings = vec![size(reading.text.len(), policy.max_token_bytes()), parts(reading)];
    if reading.kind == TokenKind::Jws {
        let token = UnverifiedToken::parse(reading.text, usize::MAX).ok();
        findings.extend([
            spelling(&reading.parts),
            json(reading),
            unique(reading),
            header_types(&reading.header),
        ]);
        findings.extend([algorithm(reading), critical(&reading.header), own_keys(&reading.header)]);
        findings.extend([key(token.as_ref(), keys), signature(reading, token.as_ref(), keys)]);
        findings.extend(claims(&reading.payload, policy, now));
    }
    findings
}

fn checksum(text: &str) -> Finding {
    match super::verdict::api_token(text) {
        Ok(()) => CHECKSUM.pass("the checksum fits: it was not mistyped"),
        Err(_) => CHECKSUM.fail("the checksum does not fit: a character is wrong or missing"),
    }
}

fn size(bytes: usize, limit: usize) -> Finding {
    match bytes <= limit {
        true => SIZE.pass(format!("{bytes} bytes of at most {limit}")),
        false => SIZE.fail(format!("{bytes} bytes: more than {limit}")),
    }
}

fn parts(reading: &Reading<'_>) -> Finding {
    match reading.parts.len() {
        3 => PARTS.pass("exactly three parts"),
        5 if reading.kind == TokenKind::Jwe => PARTS.fail("five parts: encrypted (JWE), not merely signed"),
        6 => PARTS.fail("more than five parts instead of three"),
        1 => PARTS.fail("one part instead of three"),
        count => PARTS.fail(format!("{count} parts instead of three")),
    }
}

fn spelling(parts: &[&str]) -> Finding {
    let names = ["header", "payload", "signature"];
    let wrong = names.iter().zip(parts).find(|(_, part)| base64url::decode(part).is_none());
    let Some((name, part)) = wrong else {
        return SPELLING.pass("canonical base64url: it can be spelled in one way only");
    };
    let fault = match () {
        () if part.contains('=') => "has padding (=)",
        () if part.bytes().any(|byte| byte.is_ascii_whitespace()) => "has white space in it",
        () if part.contains(['+', '/']) => "is base64, not base64url: it has + or /",
        () if part.len() % 4 == 1 => "has one character too many or too few",
        () if part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) => {
            "ends in bits that are not zero: a second spelling of the same bytes"
        }
        () => "has characters outside the base64url alphabet",
    };
    SPELLING.fail(format!("the {name} {fault}"))
}

fn json(reading: &Reading<'_>) -> Finding {
    let parts = [("header", &reading.header), ("payload", &reading.payload)];
    // A member twice has a rule of its own.
    let reasons = parts.into_iter().filter_map(|(name, part)| Some((name, part.object().err()?)));
    if let Some((name, reason)) = reasons.into_iter().find(|(_, reason)| *reason != DUPLICATE) {
        return JSON.fail(format!("the {name} {reason}"));
    }
    JSON.pass("two JSON objects in UTF-8: not too deep, no number out of range")
}

fn unique(reading: &Reading<'_>) -> Finding {
    let (header, payload) = (reading.header.object(), reading.payload.object());
    match (header.err(), payload.err()) {
        (Some(DUPLICATE), _) => UNIQUE.fail("the header has a member twice: two readers may see two tokens"),
        (_, Some(DUPLICATE)) => UNIQUE.fail("the payload has a member twice: two readers may see two tokens"),
        (None, None) => UNIQUE.pass("no member appears twice"),
        _ => UNIQUE.skip("the JSON cannot be read"),
    }
}

fn header_types(header: &Part) -> Finding {
    match (header.object(), Header::parse(header.bytes.clone())) {
        (Err(_), _) => HEADER.skip("the header cannot be read"),
        (_, Ok(_)) => HEADER.pass("alg, kid and typ are text"),
        (_, Err(error)) => HEADER.fail(error.to_string()),
    }
}

fn algorithm(reading: &Reading<'_>) -> Finding {
    let Some(alg) = reading.algorithm() else { return ALGORITHM.skip("there is no alg to read") };
    match (Algorithm::parse(&alg), alg.as_str()) {
        (Ok(_), _) => {
            ALGORITHM.pass(format!("{alg}: only the holder of a private key can make such signatures"))
        }
        (_, "none") => ALGORITHM.fail("alg is none: not signed at all"),
        (_, "HS256" | "HS384" | "HS512") => {
            ALGORITHM.fail(format!("{alg} is a shared secret: everyone who can verify can also issue"))
        }
        (Err(error), _) => ALGORITHM.fail(error.to_string()),
    }
}

fn critical(header: &Part) -> Finding {
    let Ok(header) = header.object() else { return CRITICAL.skip("the header cannot be read") };
    match ["crit", "b64"].into_iter().find(|name| header.get(name).is_some()) {
        Some(name) => CRITICAL.fail(format!("the header has {name}: an unsupported extension is refused")),
        None => CRITICAL.pass("no extension that a verifier would have to support"),
    }
}

fn own_keys(header: &Part) -> Finding {
    let Ok(header) = header.object() else { return OWN_KEYS.skip("the header cannot be read") };
    match ["jwk", "jku", "x5c", "x5u"].into_iter().find(|name| header.get(name).is_some()) {
        Some(name) => {
            OWN_KEYS.warn(format!("the header brings {name}: ignored, or anyone could bring a matching key"))
        }
        None => OWN_KEYS.pass("brings no key and no address of one"),
    }
}

fn key(token: Option<&UnverifiedToken<'_>>, keys: Option<&KeySet>) -> Finding {
    match (token, keys) {
        (None, _) => KEY.skip("the token cannot be read strictly"),
        (_, None) => KEY.skip("no key was given"),
        (Some(token), Some(keys)) => match keys.select(token.header()) {
            Ok(_) if token.header().key_id().is_some() => KEY.pass("exactly one key has the token’s kid"),
            Ok(_) => KEY.pass("the token names no key, and there is only one"),
            Err(Error::AlgorithmNotAllowed { .. }) => KEY.skip("no key has its algorithm"),
            Err(error) => KEY.fail(error.to_string()),
        },
    }
}

fn signature(reading: &Reading<'_>, token: Option<&UnverifiedToken<'_>>, keys: Option<&KeySet>) -> Finding {
    let length = reading.signature().map_or(0, <[u8]>::len);
    let Some(token) = token else { return SIGNATURE.skip("the token cannot be read strictly") };
    if Algorithm::parse(token.header().algorithm()).is_err() {
        return SIGNATURE.skip("its algorithm is not accepted");
    }
    let Ok(signature) = token.signature().try_into() else {
        return SIGNATURE.fail(format!("{length} bytes: an Ed25519 signature has 64"));
    };
    match keys.and_then(|keys| keys.select(token.header()).ok()) {
        None => SIGNATURE.skip("there is no key to check it with"),
        Some(key) if key.verify(token.signing_input().as_bytes(), signature) => {
            SIGNATURE.pass("made by this key, canonical, over exactly these bytes")
        }
        Some(_) => SIGNATURE.fail("not made by this key over these bytes"),
    }
}

fn claims(payload: &Part, policy: &Policy, now: UnixTime) -> [Finding; 3] {
    if payload.object().is_err() {
        return [&CLAIMS, &FUTURE, &BOUND].map(|rule| rule.skip("the claims cannot be read strictly"));
    }
    match Claims::parse(&payload.bytes) {
        Err(error) => [
            CLAIMS.fail(error.to_string()),
            FUTURE.skip("some claims have wrong types"),
            BOUND.skip("some claims have wrong types"),
        ],
        Ok(claims) => [
            CLAIMS.pass("registered claims have the types that the RFC gives them"),
            future(&claims, policy, now),
            bound(&claims, policy),
        ],
    }
}

fn bound(claims: &Claims<'_>, policy: &Policy) -> Finding {
    match policy.bound_tokens() {
        _ if !claims.contains("cnf") => BOUND.pass("not bound to a key: it works for anyone who holds it"),
        BoundTokens::RequireProof => {
            BOUND.fail("cnf binds it to a key: without a proof of that key (DPoP) it may be a stolen one")
        }
        BoundTokens::AcceptAsBearer => {
            BOUND.warn("cnf binds it to a key, and the verifier does not ask for a proof of that key")
        }
    }
}

fn future(claims: &Claims<'_>, policy: &Policy, now: UnixTime) -> Finding {
    match claims.issued_at() {
        None => FUTURE.skip("there is no iat"),
        Some(iat) if policy.times().issued_too_early(iat, now) => {
            FUTURE.fail("iat lies in the future: a clock is wrong, or the token is forged")
        }
        Some(_) => FUTURE.pass("iat is not in the future"),
    }
}
