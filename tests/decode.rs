//! What decode reads without verifying: any compact JWS, by the same rules of spelling.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use base64ct::{Base64UrlUnpadded, Encoding};
use common::tokens::signed;
use common::{Cases, TokenFile, assert_none, outcome, vectors};
use countersign::{Error, decode};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct DecodeCase {
    name: String,
    token: String,
    expect: String,
    header: Option<Value>,
    claims: Option<Value>,
    payload: Option<String>,
    signature: Option<String>,
}

#[test]
fn a_jws_of_any_algorithm_is_read() {
    let mut failures = Vec::new();
    for case in vectors::<Cases<DecodeCase>>("decode").cases {
        let result = decode(&case.token).and_then(|token| token.claims_json().map(|_| ()).map(|()| token));
        if outcome(&result) != case.expect {
            failures.push(format!("{}: {}, not {}", case.name, outcome(&result), case.expect));
        } else if let Ok(token) = result {
            let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            assert_eq!(Some(json(token.header().json())), case.header, "{}", case.name);
            assert_eq!(token.claims_json().unwrap().map(json), case.claims, "{}", case.name);
            let spelled = |bytes| Some(Base64UrlUnpadded::encode_string(bytes));
            assert_eq!(spelled(token.payload()), case.payload, "{}", case.name);
            assert_eq!(spelled(token.signature()), case.signature, "{}", case.name);
        }
    }
    assert_none(failures);
}

#[test]
fn a_token_that_is_malformed_to_a_verifier_has_no_claims() {
    for case in vectors::<TokenFile>("malformed_tokens").cases {
        let claims = decode(&case.token).and_then(|token| Ok(token.claims_json()?.map(str::to_owned)));
        match case.expect.as_str() {
            "ERR_TOKEN_MALFORMED" => assert!(!matches!(claims, Ok(Some(_))), "{}", case.name),
            // A verifier goes no further, and what would come after may be malformed too.
            "ERR_TOKEN_TOO_LARGE" | "ERR_SIGNATURE_INVALID" => {}
            _ => assert!(matches!(claims, Ok(Some(_))), "{}: {claims:?}", case.name),
        }
    }
}

#[test]
fn a_mebibyte_is_read_and_no_more() {
    let token = |length: usize| format!("eyJhbGciOiJub25lIn0.{}.", "A".repeat(length - 21));
    assert_eq!(decode(&token(1 << 20)).unwrap().payload().len(), ((1 << 20) - 21) / 4 * 3 + 2);
    assert_eq!(outcome(&decode(&token((1 << 20) + 1))), "ERR_TOKEN_TOO_LARGE");
}

#[test]
fn the_issuer_is_the_one_that_the_token_claims() {
    let issuer_in = |payload: &str| {
        let token = signed(br#"{"alg":"EdDSA"}"#, payload.as_bytes());
        decode(&token).and_then(|token| token.issuer())
    };
    assert_eq!(issuer_in(r#"{"iss":"https://auth.example"}"#), Ok(Some("https://auth.example".to_owned())));
    assert_eq!(issuer_in(r#"{"sub":"user-1"}"#), Ok(None));
    for payload in [r#"{"iss":7}"#, r#"{"iss":null}"#, r#"{"iss":["https://auth.example"]}"#] {
        assert!(matches!(issuer_in(payload), Err(Error::ClaimMalformed { claim: "iss", .. })), "{payload}");
    }
    for payload in [r#"["iss"]"#, r#"{"iss":"#, "iss"] {
        assert_eq!(outcome(&issuer_in(payload)), "ERR_TOKEN_MALFORMED", "{payload}");
    }
}
