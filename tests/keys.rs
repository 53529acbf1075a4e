//! Keys and sets that a program makes, rather than reads.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::outcome;
use common::tokens::{key, key_named};
use countersign::{Algorithm, Error, KeySet, SigningKey, VerifyingKey};

#[test]
fn generated_keys_have_nothing_in_common() {
    let [one, another] = [(); 2].map(|()| SigningKey::generate().unwrap());
    assert_ne!(one.to_private_jwk(), another.to_private_jwk());
    assert_ne!(one.kid(), another.kid());
    let signature = one.sign(b"message");
    assert!(one.verifying_key().verify(b"message", &signature));
    assert!(!another.verifying_key().verify(b"message", &signature));
    assert_eq!(one.algorithm(), Algorithm::EdDsa, "the name that every library reads");
}

#[test]
fn a_set_that_is_made_keeps_the_rules_of_one_that_is_read() {
    let public = |key: SigningKey| key.verifying_key().clone();
    assert_eq!(reason(KeySet::new(vec![])), "it has no usable key");
    assert_eq!(reason(KeySet::new(vec![public(key()), public(key())])), "two keys have the same kid");
    let many = |count: u16| -> Vec<VerifyingKey> {
        (0..count).map(|number| public(key_named(&number.to_string()))).collect()
    };
    assert_eq!(reason(KeySet::new(many(1001))), "it has more than 1,000 keys");
    assert_eq!(KeySet::new(many(1000)).unwrap().keys().len(), KeySet::MAX_KEYS);
}

#[test]
fn an_algorithm_is_named_in_the_error_only_where_it_looks_like_a_name() {
    for (alg, shown) in [
        ("HS256", "HS256"),
        ("none", "none"),
        ("", ""),
        ("RSA-OAEP_256+x", "RSA-OAEP_256+x"),
        ("abcdefghijklmnopqrst", "abcdefghijklmnopqrst"),
        ("abcdefghijklmnopqrstu", "of the token"),
        ("ed25519\nlevel=info", "of the token"),
        ("a b", "of the token"),
        ("Ed25519é", "of the token"),
    ] {
        assert_eq!(Algorithm::parse(alg), Err(Error::AlgorithmNotAllowed { alg: shown.to_owned() }));
    }
}

#[test]
fn the_debug_output_of_a_set_leaves_out_its_tables() {
    let printed = format!("{:?}", KeySet::from(&key()));
    assert!(printed.contains("PreparedKeys { .. }"), "{printed}");
}

fn reason(result: Result<KeySet, Error>) -> &'static str {
    assert_eq!(outcome(&result), "ERR_KEY_SET_INVALID");
    match result {
        Err(Error::KeySetInvalid { reason }) => reason,
        other => panic!("{other:?}"),
    }
}
