//! Tokens of the fixed key, and verifiers that accept whatever it signed.

use base64ct::{Base64UrlUnpadded, Encoding};
use countersign::{
    ExpectedAudience, ExpectedIssuer, Expiry, IssueOptions, Issuer, KeySet, Lifetime, Policy, SigningKey,
    UnixTime, Verifier,
};
use serde_json::{Map, Value, json};

use super::{ISSUER, K1, NOW};

pub fn now() -> UnixTime {
    UnixTime::from_secs(NOW)
}

pub fn key() -> SigningKey {
    SigningKey::from_jwk(K1).unwrap()
}

pub fn key_named(kid: &str) -> SigningKey {
    let mut jwk: Map<String, Value> = serde_json::from_str(K1).unwrap();
    jwk.insert("kid".into(), json!(kid));
    SigningKey::from_jwk(&json!(jwk).to_string()).unwrap()
}

pub fn verifier(key: &SigningKey, policy: Policy) -> Verifier {
    Verifier::new(KeySet::from(key), policy)
}

pub fn open_policy() -> Policy {
    Policy::new(ExpectedIssuer::Unchecked, ExpectedAudience::Unchecked)
}

pub fn open_verifier() -> Verifier {
    verifier(&key(), open_policy().with_expiry(Expiry::Optional))
}

/// An ordinary token.
pub fn token() -> String {
    let options = IssueOptions::new(Lifetime::Seconds(60.0)).unwrap();
    let options = options.with_issuer(ISSUER).with_audience(["api"]).with_token_id("7");
    Issuer::new(key(), options).issue(&json!({ "sub": "user-1" }), now()).unwrap()
}

/// A token of any header and payload under a good signature.
pub fn signed(header: &[u8], payload: &[u8]) -> String {
    let input = [header, payload].map(Base64UrlUnpadded::encode_string).join(".");
    let signature = Base64UrlUnpadded::encode_string(&key().sign(input.as_bytes()));
    format!("{input}.{signature}")
}
