//! Header and payload of one's own, signed: what is accepted here jwt-compact reads the same way, or refuses for one
//! of the reasons that are known.
#![no_main]

use countersign::VerifiedToken;
use countersign_fuzz::{KEY, LENIENT, assert_sound, halves, now, signed};
use jwt_compact::alg::Ed25519;
use jwt_compact::{Algorithm, AlgorithmExt, ParseError, Token, UntrustedToken};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use std::sync::LazyLock;

static THEIR_KEY: LazyLock<ed25519_dalek::VerifyingKey> = LazyLock::new(|| {
    ed25519_dalek::VerifyingKey::from_bytes(KEY.verifying_key().as_bytes()).expect("it is a point")
});

fuzz_target!(|data: &[u8]| {
    let token = match halves(data) {
        // Without a boundary all of it is the payload.
        (payload, []) => signed(br#"{"alg":"EdDSA","kid":"k1"}"#, payload),
        (header, payload) => signed(header, payload),
    };
    let ours = match LENIENT.verify(&token, now()) {
        Ok(ours) => ours,
        Err(error) => return assert_sound(&error),
    };
    match UntrustedToken::new(&token) {
        Ok(token) if token.algorithm() == "EdDSA" => assert_same(&ours, &read(Ed25519::default(), &token)),
        Ok(token) => assert_same(&ours, &read(Ed25519::with_specific_name(), &token)),
        Err(refusal) => assert_known(&refusal, ours.header().json()),
    }
});

/// A token that it can parse it verifies: it has the same key, and reads no claim more strictly.
fn read<A>(algorithm: A, token: &UntrustedToken<'_>) -> Token<Map<String, Value>>
where
    A: Algorithm<VerifyingKey = ed25519_dalek::VerifyingKey>,
{
    algorithm.validator(&THEIR_KEY).validate(token).expect("what is accepted here is accepted there")
}

fn assert_same(ours: &VerifiedToken, theirs: &Token<Map<String, Value>>) {
    let mut known: Map<String, Value> = ours.deserialize_claims().expect("they are JSON");
    let claims = theirs.claims();
    for (name, instant) in [("exp", claims.expiration), ("nbf", claims.not_before), ("iat", claims.issued_at)]
    {
        // It knows whole seconds only.
        let seconds = known.remove(name).map(|seconds| seconds.as_f64().expect("it is a number").floor());
        assert_eq!(seconds, instant.map(|instant| instant.timestamp() as f64), "{name}");
    }
    assert_eq!(known, claims.custom);
    assert_eq!(ours.header().key_id(), theirs.header().key_id.as_deref());
    assert_eq!(ours.header().token_type(), theirs.header().token_type.as_deref());
}

/// It has opinions on members of a header that nothing here reads.
fn assert_known(refusal: &ParseError, header: &str) {
    let header: Map<String, Value> = serde_json::from_str(header).expect("it is JSON");
    let not_text = |name: &str| header.get(name).is_some_and(|value| !value.is_string() && !value.is_null());
    let known = match refusal {
        // The payload is claims whatever a header calls its type.
        ParseError::UnsupportedContentType(cty) => !cty.eq_ignore_ascii_case("json"),
        // Addresses must be text and thumbprints base64url; here they are neither followed nor looked at.
        ParseError::MalformedHeader(_) => {
            let thumbprint = ["x5t", "x5t#S256"].iter().any(|name| header.contains_key(*name));
            thumbprint || ["cty", "jku", "x5u"].into_iter().any(not_text)
        }
        _ => false,
    };
    assert!(known, "it is accepted here, and there {refusal}");
}
