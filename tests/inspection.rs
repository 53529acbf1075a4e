//! The inspection says what the verifier says, and why.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::sync::Arc;

use base64ct::{Base64UrlUnpadded, Encoding};
use common::{ISSUER, NOW, TokenFile, assert_none, outcome, vectors};
use countersign::{
    Algorithm, ErrorCode, ExpectedAudience, ExpectedIssuer, Inspection, IssueOptions, Issuer, KeySet, Level,
    Lifetime, Policy, SigningKey, TokenKind, UnixTime, VerdictState, inspect,
};
use serde_json::json;

#[test]
fn the_verdict_is_the_verifiers() {
    let mut failures = Vec::new();
    for name in ["malformed_tokens", "signatures"] {
        let file: TokenFile = vectors(name);
        for case in &file.cases {
            let keys = KeySet::parse(&case.keys.as_ref().unwrap_or(&file.keys).to_string()).unwrap();
            let inspection = inspect(&case.token, Some(Arc::new(keys)), file.policy(case), file.now(case));
            let verified = file.verify(case);
            let said = inspection.verdict.code.map_or("valid", ErrorCode::as_str);
            // White space around a token, and Bearer before it, are taken off for people and refused for programs.
            if said != outcome(&verified) && inspection.bytes == case.token.len() {
                failures.push(format!("{}: {said}, not {}", case.name, outcome(&verified)));
            }
            if verified.is_ok() && inspection.findings.iter().any(|finding| finding.level == Level::Fail) {
                failures.push(format!("{}: valid, and yet {:?}", case.name, failed(&inspection)));
            }
        }
    }
    assert_none(failures);
}

#[test]
fn a_malformed_token_breaks_a_rule_by_name() {
    let file: TokenFile = vectors("malformed_tokens");
    let codes =
        ["ERR_TOKEN_MALFORMED", "ERR_ALGORITHM_NOT_ALLOWED", "ERR_CRITICAL_HEADER", "ERR_CLAIM_MALFORMED"];
    let unexplained = file.cases.iter().filter(|case| codes.contains(&case.expect.as_str())).filter(|case| {
        let inspection = inspect(&case.token, None, file.policy(case), file.now(case));
        inspection.kind == TokenKind::Jws && failed(&inspection).is_empty() && inspection.bytes == case.token.len()
            // `scope` is no registered claim of RFC 7519: only a policy that asks for it looks at it.
            && case.claim.as_deref() != Some("scope")
    });
    assert_none(unexplained.map(|case| case.name.clone()).collect());
}

#[test]
fn rules_are_broken_one_by_one() {
    for (rule, token) in [
        ("algorithm", token(r#"{"alg":"none"}"#, "{}")),
        ("algorithm", token(r#"{"alg":"HS256"}"#, "{}")),
        ("critical", token(r#"{"alg":"EdDSA","crit":["exp"]}"#, "{}")),
        ("critical", token(r#"{"alg":"EdDSA","b64":false}"#, "{}")),
        ("unique-members", token(r#"{"alg":"EdDSA","alg":"none"}"#, "{}")),
        ("unique-members", token(r#"{"alg":"EdDSA"}"#, r#"{"sub":"a","sub":"b"}"#)),
        ("json", token(r#"{"alg":"EdDSA"}"#, "[1]")),
        ("header-types", token(r#"{"alg":"EdDSA","kid":7}"#, "{}")),
        ("claim-types", token(r#"{"alg":"EdDSA"}"#, r#"{"exp":"tomorrow"}"#)),
        ("issued-in-the-past", token(r#"{"alg":"EdDSA"}"#, r#"{"iat":9999999999}"#)),
        ("bound-to-key", token(r#"{"alg":"EdDSA"}"#, r#"{"cnf":{"jkt":"x"}}"#)),
        ("canonical-base64url", token(r#"{"alg":"EdDSA"}"#, "{}") + "="),
        ("parts", token(r#"{"alg":"EdDSA"}"#, "{}") + ".e30"),
        ("size", token(r#"{"alg":"EdDSA"}"#, &format!("{{\"a\":\"{}\"}}", "x".repeat(9000)))),
    ] {
        let inspection = inspected(&token);
        assert_eq!(level(&inspection, rule), Some(Level::Fail), "{rule}: {:?}", inspection.findings);
        // No claim is judged before a signature is: without a key, a token from the future is merely unchecked.
        let state = if ["issued-in-the-past", "bound-to-key"].contains(&rule) {
            VerdictState::Unchecked
        } else {
            VerdictState::Refused
        };
        assert_eq!(inspection.verdict.state, state, "{rule}");
    }
}

#[test]
fn advice_is_given_and_refuses_nothing() {
    let (key, keys) = key();
    let bare = Issuer::new(key, IssueOptions::new(Lifetime::Never).unwrap());
    let token = bare.issue(&json!({ "password": "x" }), now()).unwrap();
    let policy = policy(ExpectedIssuer::Unchecked).with_expiry(countersign::Expiry::Optional);
    let inspection = inspect(&token, Some(keys), policy, now());
    assert_eq!(inspection.verdict.state, VerdictState::Valid);
    for rule in [
        "expiry",
        "lifetime",
        "issuer",
        "subject",
        "audience",
        "no-secrets",
        "issuer-checked",
        "audience-checked",
    ] {
        assert_eq!(level(&inspection, rule), Some(Level::Warn), "{rule}");
    }
}

#[test]
fn the_deprecated_name_of_the_algorithm_is_advice_and_no_warning() {
    let (key, _) = key();
    let renamed = SigningKey::generate_for(Algorithm::Ed25519).unwrap();
    for (key, words) in [(key, "deprecated"), (renamed, "Ed25519, which says all")] {
        let issuer = Issuer::new(key, IssueOptions::new(Lifetime::Never).unwrap());
        let token = issuer.issue(&json!({}), now()).unwrap();
        let inspection = inspect(&token, None, policy(ExpectedIssuer::Unchecked), now());
        let finding = inspection.findings.iter().find(|finding| finding.rule == "algorithm-name").unwrap();
        assert_eq!((finding.level, finding.text.contains(words)), (Level::Pass, true), "{}", finding.text);
        assert_eq!(finding.source, "RFC 9864 §2.2");
    }
    let foreign = "eyJhbGciOiJIUzI1NiJ9.e30.AA";
    let inspection = inspect(foreign, None, policy(ExpectedIssuer::Unchecked), now());
    assert_eq!(level(&inspection, "algorithm-name"), Some(Level::Skip));
}

#[test]
fn a_token_from_the_future_breaks_its_rule_at_the_second_at_which_it_is_refused() {
    let (key, keys) = key();
    for (leeway, ahead, expected) in [
        (5.0, 65, VerdictState::Valid),
        (5.0, 66, VerdictState::Refused),
        (0.0, 60, VerdictState::Valid),
        (0.0, 61, VerdictState::Refused),
    ] {
        let issuer = Issuer::new(key.clone(), IssueOptions::new(Lifetime::Seconds(3600.0)).unwrap());
        let token = issuer.issue(&json!({}), UnixTime::from_secs(NOW + ahead)).unwrap();
        let policy = policy(ExpectedIssuer::Unchecked).with_leeway(leeway).unwrap();
        let inspection = inspect(&token, Some(keys.clone()), policy, now());
        assert_eq!(inspection.verdict.state, expected, "{ahead} s ahead");
        let broken = level(&inspection, "issued-in-the-past") == Some(Level::Fail);
        assert_eq!(broken, expected == VerdictState::Refused, "{ahead} s ahead: {:?}", inspection.findings);
    }
}

#[test]
fn an_audience_of_everybody_is_no_audience() {
    for (aud, level) in [
        (r#""api""#, Level::Pass),
        (r#""*""#, Level::Warn),
        (r#"["api","*"]"#, Level::Warn),
        ("[]", Level::Warn),
    ] {
        let inspection = inspected(&token(r#"{"alg":"EdDSA"}"#, &format!(r#"{{"aud":{aud}}}"#)));
        assert_eq!(self::level(&inspection, "audience"), Some(level), "{aud}");
    }
}

#[test]
fn a_signature_that_no_key_can_mend_is_refused_without_a_key() {
    let [header, payload] = [r#"{"alg":"EdDSA"}"#, "{}"].map(part);
    for (length, code) in [
        (0, Some("ERR_SIGNATURE_INVALID")),
        (63, Some("ERR_SIGNATURE_INVALID")),
        (64, None),
        (65, Some("ERR_SIGNATURE_INVALID")),
    ] {
        let signature = Base64UrlUnpadded::encode_string(&vec![7; length]);
        let inspection = inspected(&format!("{header}.{payload}.{signature}"));
        assert_eq!(inspection.verdict.code.map(ErrorCode::as_str), code, "{length} bytes");
    }
}

#[test]
fn a_good_token_leaves_nothing_to_object_to() {
    let (key, keys) = key();
    let options = IssueOptions::new(Lifetime::Seconds(3600.0)).unwrap();
    let token =
        Issuer::new(key.clone(), options.with_issuer(ISSUER).with_audience(["api"]).with_subject("user-1"))
            .issue(&json!({}), now())
            .unwrap();
    let expected = Policy::new(ExpectedIssuer::exactly(ISSUER), ExpectedAudience::any_of(["api"]));
    let inspection = inspect(&format!("Authorization: Bearer {token}"), Some(keys), expected, now());
    assert_eq!(inspection.verdict.state, VerdictState::Valid);
    assert_eq!(inspection.key.as_ref().map(|key| key.rule), Some("kid"));
    assert_eq!(inspection.key.unwrap().kid, key.kid());
    assert!(
        inspection.findings.iter().all(|finding| finding.level == Level::Pass),
        "{:?}",
        inspection.findings
    );
}

#[test]
fn other_credentials_are_recognized() {
    let api_token = countersign::ApiToken::from_secret("acme_live", &[7; 32]).unwrap();
    let inspection = inspected(api_token.as_str());
    assert_eq!((inspection.kind, inspection.verdict.state), (TokenKind::ApiToken, VerdictState::Unchecked));
    let mistyped = inspected(&api_token.as_str().replacen("live_", "life_", 1));
    assert_eq!(
        (mistyped.kind, mistyped.verdict.code),
        (TokenKind::ApiToken, Some(ErrorCode::TokenMalformed))
    );

    let jwe = inspected(&format!("{}.a.b.c.d", part(r#"{"alg":"dir","enc":"A256GCM"}"#)));
    assert_eq!((jwe.kind, jwe.verdict.code), (TokenKind::Jwe, Some(ErrorCode::TokenMalformed)));
    assert!(jwe.verdict.message.contains("JWE") && jwe.header_text.is_some());

    let elsewhere = inspected(&token(r#"{"alg":"RS256"}"#, r#"{"iss":"joe"}"#));
    assert_eq!(elsewhere.verdict.code, Some(ErrorCode::AlgorithmNotAllowed));
    assert_eq!(elsewhere.payload_text.as_deref(), Some(r#"{"iss":"joe"}"#));
}

#[test]
fn garbage_of_every_kind_is_answered_in_one_sentence() {
    let dots = ".".repeat(100_000);
    let nested = token(r#"{"alg":"EdDSA"}"#, &"[".repeat(5000));
    for text in [
        "",
        " ",
        ".",
        "..",
        "....",
        "\0\u{1}\u{fffd}",
        "ä.ö.ü",
        "{\"a\":1}",
        "-----BEGIN PUBLIC KEY-----",
        "Bearer",
        &dots,
        &nested,
    ] {
        let inspection = inspected(text);
        assert_eq!(inspection.verdict.state, VerdictState::Refused, "{text:.20}");
        assert!(
            inspection.summary.ends_with('.') && inspection.summary.len() < 120,
            "{}",
            inspection.summary
        );
        serde_json::to_string(&inspection).unwrap();
    }
}

fn inspected(text: &str) -> Inspection {
    inspect(text, None, policy(ExpectedIssuer::Unchecked), now())
}

fn policy(issuer: ExpectedIssuer) -> Policy {
    Policy::new(issuer, ExpectedAudience::Unchecked)
}

fn now() -> UnixTime {
    UnixTime::from_secs(NOW)
}

fn key() -> (SigningKey, Arc<KeySet>) {
    let key = SigningKey::from_jwk(common::K1).unwrap();
    let keys = Arc::new(KeySet::from(&key));
    (key, keys)
}

fn token(header: &str, payload: &str) -> String {
    format!("{}.{}.{}", part(header), part(payload), part(&"s".repeat(64)))
}

fn part(text: &str) -> String {
    Base64UrlUnpadded::encode_string(text.as_bytes())
}

fn level(inspection: &Inspection, rule: &str) -> Option<Level> {
    inspection.findings.iter().find(|finding| finding.rule == rule).map(|finding| finding.level)
}

fn failed(inspection: &Inspection) -> Vec<&'static str> {
    inspection
        .findings
        .iter()
        .filter(|finding| finding.level == Level::Fail)
        .map(|finding| finding.rule)
        .collect()
}

/// The program that the inspector offers for a token. `tests/browser/keys.test.js` sees that it is this one.
mod offered_program {
    include!("browser/support/program.rs");

    #[test]
    fn it_verifies_the_token_that_it_was_made_for() {
        main().expect("the token is good until 2100");
    }
}
