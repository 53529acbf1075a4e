//! Any text as a token: it ends in a value or an error, what is read has one spelling, and all readers agree.
#![no_main]

use countersign::{
    Error, TokenKind, UnverifiedToken, VerdictState, VerifiedToken, decode, inspect, parse_bearer,
};
use countersign_fuzz::{KEYS, LENIENT, assert_sound, base64url, lenient, now, signed};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let verified = LENIENT.verify(text, now());
    match (decode(text), &verified) {
        (Ok(token), verified) => read(text, &token, verified.as_ref()),
        // What cannot be read is refused by the verifier for the same reason.
        (Err(error), Err(refusal)) => {
            assert_sound(&error);
            assert!(
                *refusal == error || matches!(refusal, Error::TokenTooLarge { .. }),
                "{refusal}, not {error}"
            );
        }
        (Err(error), Ok(_)) => panic!("verified, and yet {error}"),
    }
    inspected(text, verified.as_ref().err());
    header(text);
});

fn read(text: &str, token: &UnverifiedToken<'_>, verified: Result<&VerifiedToken, &Error>) {
    let parts = [token.header().json().as_bytes(), token.payload(), token.signature()];
    assert_eq!(parts.map(base64url).join("."), text);
    assert_eq!(token.signing_input().len() + 1 + base64url(token.signature()).len(), text.len());
    let claims = token.claims_json();
    let issuer = token.issuer();
    if let Ok(Some(json)) = claims {
        let known: Value = serde_json::from_str(json).expect("it is JSON to others");
        let stated = known.get("iss");
        assert_eq!(issuer.as_ref().ok().and_then(|issuer| issuer.as_deref()), stated.and_then(Value::as_str));
        assert_eq!(issuer.is_err(), stated.is_some_and(|iss| !iss.is_string()));
    } else {
        assert!(issuer.is_err());
    }
    match verified {
        Ok(verified) => {
            assert_eq!(verified.header(), token.header());
            assert_eq!(claims, Ok(Some(verified.claims_json())));
        }
        Err(error) => assert_sound(error),
    }
}

fn inspected(text: &str, refusal: Option<&Error>) {
    let blind = inspect(text, None, lenient(), now());
    let seeing = inspect(text, Some(KEYS.clone()), lenient(), now());
    assert!(serde_json::to_string(&seeing).is_ok());
    assert!(blind.verdict.state != VerdictState::Valid);
    // What no key could mend, no key mends.
    if blind.verdict.state == VerdictState::Refused {
        assert_eq!(seeing.verdict.state, VerdictState::Refused);
    }
    // It takes what a person pasted: a whole header, or white space around.
    let pasted = text.trim() != text || text.contains(':') || parse_bearer(Some(text)).is_ok();
    if !pasted && seeing.kind != TokenKind::ApiToken {
        assert_eq!(seeing.verdict.code, refusal.map(Error::code));
        assert_eq!(seeing.verdict.state == VerdictState::Valid, refusal.is_none());
    }
}

/// The text as a header of the key's own: what gets past the signature.
fn header(text: &str) {
    match LENIENT.verify(&signed(text.as_bytes(), b"{}"), now()) {
        Ok(verified) => {
            assert_eq!(verified.header().json(), text);
            let header: Value = serde_json::from_str(text).expect("it is JSON to others");
            assert!(header["alg"] == "EdDSA" || header["alg"] == "Ed25519");
            assert!(header.get("kid").is_none_or(|kid| kid == "k1"));
            assert!(header.get("crit").is_none() && header.get("b64").is_none());
            let typ = header.get("typ").map(|typ| typ.as_str().expect("it is text").to_ascii_lowercase());
            let typ = typ.as_deref().map(|typ| typ.strip_prefix("application/").unwrap_or(typ));
            assert!(typ.is_none_or(|typ| typ == "jwt" || typ == "at+jwt"));
        }
        Err(error) => assert_sound(&error),
    }
}
