//! Any text as a DPoP proof, and as header and claims of a signed one: what is accepted, serde_json reads as a proof for this request.
#![no_main]

use countersign::{ErrorCode, ExpectedProof, NewProof, VerifiedProof};
use countersign_fuzz::{KEY, NOW, assert_sound, halves, now, signed};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const URL: &str = "https://api.example/orders/7";

fuzz_target!(|data: &[u8]| {
    let (first, second) = halves(data);
    if let Ok(text) = std::str::from_utf8(first) {
        judged(text);
        made(text);
    }
    if let Some(proof) = judged(&signed(first, second)) {
        read_again(first, second, &proof);
    }
});

fn judged(text: &str) -> Option<VerifiedProof> {
    let expected = ExpectedProof::new("POST", URL).expect("it is a URL");
    match expected.verify(text, now()) {
        Ok(proof) => {
            // With the key remembered, what is judged with its table is judged the same.
            proof.remember_key();
            assert_eq!(expected.verify(text, now()).as_ref(), Ok(&proof));
            Some(proof)
        }
        Err(error) => {
            assert_eq!(error.code(), ErrorCode::ProofInvalid);
            assert_sound(&error);
            None
        }
    }
}

/// RFC 9449 §4.3 once more, on another reader of JSON.
fn read_again(header: &[u8], claims: &[u8], proof: &VerifiedProof) {
    let header: Value = serde_json::from_slice(header).expect("it was read");
    let claims: Value = serde_json::from_slice(claims).expect("it was read");
    let typ = header["typ"].as_str().expect("it has a typ").to_ascii_lowercase();
    assert!(matches!(typ.as_str(), "dpop+jwt" | "application/dpop+jwt"), "{typ}");
    assert!(matches!(header["alg"].as_str(), Some("EdDSA" | "Ed25519")));
    assert!(header.get("crit").is_none());
    let public: Value = serde_json::from_str(&KEY.verifying_key().to_jwk()).expect("it is JSON");
    for member in ["kty", "crv", "x"] {
        assert_eq!(header["jwk"][member], public[member]);
    }
    assert!(header["jwk"].get("d").is_none());
    assert_eq!(claims["htm"], "POST");
    assert_eq!(claims["jti"], proof.token_id());
    assert!(!proof.token_id().is_empty());
    let issued_at = claims["iat"].as_f64().expect("it is a number");
    assert!((issued_at - f64::from(NOW)).abs() <= 60.0);
    // However it is spelled: no other host, and nothing but a path, a query and a fragment behind it.
    let target = claims["htu"].as_str().expect("it is a string").to_ascii_lowercase();
    assert!(target.starts_with("https://api.example"), "{target}");
    assert_eq!(proof.thumbprint(), KEY.verifying_key().thumbprint());
    assert_eq!(proof.replay_id().len(), 43);
}

/// What is made for a request, a token and a nonce is good for them.
fn made(text: &str) {
    let new = NewProof::new(text, URL).expect("it is a URL").with_access_token(text).with_nonce(text);
    let proof = new.sign(&KEY, now()).expect("it is made");
    let expected = ExpectedProof::new(text, URL).expect("it is a URL").with_nonces([text]);
    match expected.verify(&proof, now()) {
        Ok(verified) => verified.covers(text).expect("it is for this token"),
        Err(error) => assert!(proof.len() > 8192, "{error}"),
    }
    if let Ok(other) = NewProof::new("GET", text) {
        let proof = other.sign(&KEY, now()).expect("it is made");
        let verified = ExpectedProof::new("GET", text).expect("it is a URL").verify(&proof, now());
        assert!(verified.is_ok() || proof.len() > 8192);
    }
}
