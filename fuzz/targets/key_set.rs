//! Any text as a key or a set of keys, and a `kid` that chooses among them.
#![no_main]

use base64ct::{Base64UrlUnpadded, Encoding};
use countersign::{ErrorCode, KeySet, SigningKey, VerifyingKey, decode};
use countersign_fuzz::{assert_sound, base64url, halves};
use jwt_compact::jwk::JsonWebKey;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use sha2::Sha256;

fuzz_target!(|data: &[u8]| {
    let (text, kid) = halves(data);
    let Ok(text) = std::str::from_utf8(text) else { return };
    for key in [SigningKey::from_jwk(text), SigningKey::from_pem(text)] {
        match key {
            Ok(key) => private(text, &key),
            Err(error) => assert_sound(&error),
        }
    }
    match KeySet::parse(text) {
        Ok(keys) => {
            public(text, &keys);
            choose(&keys, &String::from_utf8_lossy(kid));
        }
        Err(error) => {
            assert_sound(&error);
            assert_eq!(error.code(), ErrorCode::KeySetInvalid);
            assert!(VerifyingKey::from_jwk(text).is_err() && VerifyingKey::from_pem(text).is_err());
        }
    }
});

/// A private key is read back as it is written, and nothing takes it for a public one.
fn private(text: &str, key: &SigningKey) {
    assert!(KeySet::parse(text).is_err() && VerifyingKey::from_jwk(text).is_err());
    let again = SigningKey::from_jwk(&key.to_private_jwk()).expect("what is written is read");
    assert_eq!(again.verifying_key(), key.verifying_key());
    let again = SigningKey::from_pem(&key.to_private_pem()).expect("what is written is read");
    assert_eq!(again.verifying_key().as_bytes(), key.verifying_key().as_bytes());
    assert!(key.verifying_key().verify(b"message", &again.sign(b"message")));
}

fn public(text: &str, keys: &KeySet) {
    if let Ok(json) = serde_json::from_str::<Value>(text) {
        let jwks = json["keys"].as_array().map_or(std::slice::from_ref(&json), Vec::as_slice);
        assert_eq!(keys.keys().len() + keys.skipped().len(), jwks.len());
        assert!(
            jwks.iter().all(|jwk| jwk.get("d").is_none() && jwk.get("k").is_none()),
            "a secret is refused"
        );
    }
    assert!((1..=KeySet::MAX_KEYS).contains(&keys.keys().len()));
    let again = KeySet::parse(&keys.to_jwks()).expect("what is written is read");
    assert_eq!(again.keys(), keys.keys());
    assert!(again.skipped().is_empty());
    for key in keys.keys().iter().take(4) {
        assert_eq!(VerifyingKey::from_jwk(&key.to_jwk()).as_ref(), Ok(key));
        let bare = VerifyingKey::from_pem(&key.to_pem()).expect("what is written is read");
        assert_eq!((bare.as_bytes(), bare.kid()), (key.as_bytes(), &*key.thumbprint()));
        let theirs: JsonWebKey<'_> = serde_json::from_str(&key.to_jwk()).expect("jwt-compact reads it");
        assert_eq!(Base64UrlUnpadded::encode_string(&theirs.thumbprint::<Sha256>()), key.thumbprint());
    }
}

/// Exactly the key of that name, or none.
fn choose(keys: &KeySet, kid: &str) {
    let kids = keys.keys().iter().map(VerifyingKey::kid).chain([kid]);
    for kid in kids {
        let chosen = select(keys, &json!({ "alg": "Ed25519", "kid": kid }));
        let expected = keys.keys().iter().find(|key| key.kid() == kid);
        assert_eq!(chosen, expected.map(VerifyingKey::as_bytes).ok_or(ErrorCode::KeyUnknown));
    }
    let only = match keys.keys() {
        [key] => Ok(key.as_bytes()),
        _ => Err(ErrorCode::KeyAmbiguous),
    };
    assert_eq!(select(keys, &json!({ "alg": "EdDSA" })), only);
    assert_eq!(select(keys, &json!({ "alg": "none" })), Err(ErrorCode::AlgorithmNotAllowed));
}

fn select<'k>(keys: &'k KeySet, header: &Value) -> Result<&'k [u8; 32], ErrorCode> {
    let token = format!("{}..", base64url(header.to_string()));
    let token = decode(&token).expect("it is spelled right");
    keys.select(token.header()).map(VerifyingKey::as_bytes).map_err(|error| error.code())
}
