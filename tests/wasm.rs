//! The crate where it is wasm: in Node and in a browser. What JavaScript sees of it is tested from JavaScript.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use countersign::{
    ErrorCode, ExpectedAudience, ExpectedIssuer, IssueOptions, Issuer, KeySet, Lifetime, Policy, SigningKey,
    UnixTime, Verifier,
};
use wasm_bindgen_test::wasm_bindgen_test;

const ISSUER: &str = "https://auth.example";

fn issue(key: &SigningKey, now: UnixTime) -> String {
    let options = IssueOptions::new(Lifetime::Seconds(60.0)).unwrap();
    let options = options.with_issuer(ISSUER).with_audience(["api"]);
    Issuer::new(key.clone(), options).issue(&serde_json::json!({ "sub": "user-1" }), now).unwrap()
}

fn verifier(key: &SigningKey, audience: &str) -> Verifier {
    let policy = Policy::new(ExpectedIssuer::exactly(ISSUER), ExpectedAudience::any_of([audience]));
    Verifier::new(KeySet::from(key), policy)
}

fn at(seconds: u32) -> UnixTime {
    UnixTime::from_secs(seconds)
}

#[wasm_bindgen_test]
fn the_runtime_gives_entropy() {
    let [one, another] = [(); 2].map(|()| SigningKey::generate().unwrap());
    assert_ne!(one.kid(), another.kid());
}

#[wasm_bindgen_test]
fn an_issued_token_verifies_until_it_expires() {
    let key = SigningKey::generate().unwrap();
    let verifier = verifier(&key, "api");
    let token = issue(&key, at(1000));
    assert_eq!(verifier.verify(&token, at(1064)).unwrap().claims().subject(), Some("user-1"));
    assert_eq!(verifier.verify(&token, at(1065)).unwrap_err().code(), ErrorCode::TokenExpired);
}

#[wasm_bindgen_test]
fn refusals_have_the_codes_they_have_elsewhere() {
    let key = SigningKey::generate().unwrap();
    let token = issue(&key, at(1000));
    let refusal = |verifier: Verifier, token: &str| verifier.verify(token, at(1000)).unwrap_err().code();
    assert_eq!(refusal(verifier(&key, "admin"), &token), ErrorCode::AudienceMismatch);
    assert_eq!(refusal(verifier(&key, "api"), &token[1..]), ErrorCode::TokenMalformed);
    assert_eq!(refusal(verifier(&SigningKey::generate().unwrap(), "api"), &token), ErrorCode::KeyUnknown);
}

#[wasm_bindgen_test]
fn many_signatures_of_one_key_verify_as_the_first_does() {
    let key = SigningKey::generate().unwrap();
    let verifier = verifier(&key, "api");
    for second in 0..200 {
        let now = at(1000 + second);
        assert!(verifier.verify(&issue(&key, now), now).is_ok());
    }
}
