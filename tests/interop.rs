//! Both directions with jwt-compact's own Ed25519: what one issues the other reads, and reads the same.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::tokens::{key, now, open_policy, open_verifier, verifier};
use common::{K1, NOW, TokenFile, vectors};
use countersign::{IssueOptions, Issuer, Lifetime, SigningKey, UnixTime, VerifiedToken};
use jwt_compact::alg::Ed25519;
use jwt_compact::{AlgorithmExt, Header, Token, UntrustedToken};
use serde_json::{Map, Value, json};

type Claims = jwt_compact::Claims<Map<String, Value>>;

#[test]
fn jwt_compact_reads_what_we_issue() {
    for alg in ["EdDSA", "Ed25519"] {
        let key = SigningKey::from_jwk(&K1.replace('{', &format!(r#"{{"alg":"{alg}","#))).unwrap();
        let options = IssueOptions::new(Lifetime::Seconds(60.0)).unwrap().with_audience(["api"]);
        let token =
            Issuer::new(key, options).issue(&json!({ "sub": "user-1", "x": [1, "é"] }), now()).unwrap();
        let read = read_theirs(&token).unwrap();
        assert_eq!(read.header().key_id.as_deref(), Some("k1"));
        assert_eq!(read.header().token_type.as_deref(), Some("JWT"));
        assert_eq!(read.claims().custom["x"], json!([1, "é"]));
        assert_eq!(read.claims().expiration.unwrap().timestamp(), i64::from(NOW) + 60);
        assert_same(&open_verifier().verify(&token, now()).unwrap(), &read);
    }
}

#[test]
fn we_read_what_jwt_compact_issues() {
    let claims = json!({ "sub": "user-1", "aud": ["api"], "exp": NOW + 60, "iat": NOW });
    let claims = jwt_compact::Claims::new(claims);
    let header = Header::empty().with_key_id("k1").with_token_type("JWT");
    for token in [
        Ed25519.token(&header, &claims, &their_key()).unwrap(),
        Ed25519::with_specific_name().token(&header, &claims, &their_key()).unwrap(),
    ] {
        let verified = verifier(&key(), open_policy()).verify(&token, now()).unwrap();
        assert_eq!(verified.claims().subject(), Some("user-1"));
        assert_same(&verified, &read_theirs(&token).unwrap());
    }
}

#[test]
fn our_algorithm_works_in_the_functions_of_jwt_compact() {
    let algorithm = countersign::Algorithm::EdDsa;
    let claims = jwt_compact::Claims::new(json!({ "sub": "user-1" }));
    let token = algorithm.token(&Header::empty(), &claims, &key()).unwrap();
    let read =
        algorithm.validator::<Value>(key().verifying_key()).validate(&UntrustedToken::new(&token).unwrap());
    assert_eq!(read.unwrap().claims().custom, json!({ "sub": "user-1" }));
    assert_eq!(token, Ed25519.token(&Header::empty(), &claims, &their_key()).unwrap());
    let other = SigningKey::from_seed(&[7; 32]).unwrap();
    let read =
        algorithm.validator::<Value>(other.verifying_key()).validate(&UntrustedToken::new(&token).unwrap());
    assert!(read.is_err());
}

#[test]
fn keys_are_written_as_jwt_compact_reads_them() {
    let jwk: jwt_compact::jwk::JsonWebKey<'_> = serde_json::from_str(&key().to_private_jwk()).unwrap();
    assert_eq!(ed25519_dalek::SigningKey::try_from(&jwk).unwrap(), their_key());
    let public: jwt_compact::jwk::JsonWebKey<'_> =
        serde_json::from_str(&key().verifying_key().to_jwk()).unwrap();
    assert_eq!(ed25519_dalek::VerifyingKey::try_from(&public).unwrap(), their_key().verifying_key());
}

#[test]
fn what_we_accept_jwt_compact_reads_the_same() {
    let file: TokenFile = vectors("malformed_tokens");
    let mut read = 0;
    for case in file.cases.iter().filter(|case| case.expect == "valid") {
        let verified = file.verify(case).unwrap();
        // Tokens of other keys are not among them: k1 alone is at hand.
        if let Some(theirs) = read_theirs(&case.token) {
            assert_same(&verified, &theirs);
            read += 1;
        }
    }
    assert!(read > 60, "it reads {read}");
}

fn their_key() -> ed25519_dalek::SigningKey {
    let jwk: jwt_compact::jwk::JsonWebKey<'_> = serde_json::from_str(K1).unwrap();
    (&jwk).try_into().unwrap()
}

/// What jwt-compact reads, if it accepts the token.
fn read_theirs(token: &str) -> Option<Token<Map<String, Value>>> {
    let untrusted = UntrustedToken::new(token).ok()?;
    let public = their_key().verifying_key();
    if untrusted.algorithm() == "EdDSA" {
        Ed25519.validator(&public).validate(&untrusted).ok()
    } else {
        Ed25519::with_specific_name().validator(&public).validate(&untrusted).ok()
    }
}

fn assert_same(ours: &VerifiedToken, theirs: &Token<Map<String, Value>>) {
    let claims: &Claims = theirs.claims();
    let mut known: Map<String, Value> = ours.deserialize_claims().unwrap();
    // jwt-compact knows whole seconds only.
    let instants = [("exp", claims.expiration), ("nbf", claims.not_before), ("iat", claims.issued_at)];
    for (name, instant) in instants {
        let seconds = known
            .remove(name)
            .map(|seconds| UnixTime::from_secs_f64(seconds.as_f64().unwrap()).unwrap().as_secs());
        assert_eq!(seconds, instant.map(|instant| instant.timestamp()), "{name}");
    }
    assert_eq!(known, claims.custom);
    assert_eq!(ours.header().key_id(), theirs.header().key_id.as_deref());
    assert_eq!(ours.header().token_type(), theirs.header().token_type.as_deref());
}
