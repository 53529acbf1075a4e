//! Whatever comes in, it ends in a value or an error, and a value has one spelling.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use base64ct::{Base64UrlUnpadded, Encoding};
use common::strategies::{bytes_of_any_kind, text_of_any_kind, token_like};
use common::tokens::{key, now, open_verifier, signed, token};
use common::{NOW, leak};
use countersign::{
    ErrorCode, IssueOptions, Issuer, KeySet, Lifetime, SigningKey, UnixTime, VerifyingKey, decode,
    parse_bearer,
};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_token_is_refused_without_repeating_it(
        changes in vec((any::<prop::sample::Index>(), any::<char>()), 1..4),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let good = token();
        let mut characters: Vec<char> = good.chars().collect();
        for (at, character) in changes {
            let at = at.index(characters.len());
            characters[at] = character;
        }
        if let Some(cut) = cut {
            characters.truncate(cut.index(characters.len()));
        }
        let changed: String = characters.into_iter().collect();
        prop_assume!(changed != good);
        let error = open_verifier().verify(&changed, now()).unwrap_err();
        let message = format!("{error} {error:?}");
        prop_assert_eq!(leak(&message, &changed), None);
    }

    #[test]
    fn any_text_ends_in_a_value_or_an_error(text in text_of_any_kind()) {
        let _ = decode(&text);
        let _ = decode(&text).map(|token| (token.claims_json().map(|_| ()), token.issuer()));
        let _ = open_verifier().verify(&text, now());
        let _ = parse_bearer(Some(&text));
        let _ = (KeySet::parse(&text), VerifyingKey::from_jwk(&text), VerifyingKey::from_pem(&text));
        let _ = (SigningKey::from_jwk(&text), SigningKey::from_pem(&text));
        let _ = Issuer::new(key(), IssueOptions::new(Lifetime::Never).unwrap()).issue_json(&text, now());
    }

    #[test]
    fn any_signed_payload_ends_in_a_value_or_an_error(payload in bytes_of_any_kind(), header in bytes_of_any_kind()) {
        let _ = open_verifier().verify(&signed(br#"{"alg":"EdDSA"}"#, &payload), now());
        let _ = open_verifier().verify(&signed(&header, b"{}"), now());
    }

    #[test]
    fn a_payload_that_is_accepted_means_the_same_to_serde_json(payload in bytes_of_any_kind()) {
        let token = signed(br#"{"alg":"EdDSA"}"#, &payload);
        if let Ok(verified) = open_verifier().verify(&token, now()) {
            let known: Map<String, Value> = serde_json::from_slice(&payload).unwrap();
            prop_assert_eq!(verified.claims_json().as_bytes(), payload);
            let claims = verified.claims();
            prop_assert_eq!(claims.subject(), known.get("sub").map(|sub| sub.as_str().unwrap()));
            prop_assert_eq!(claims.contains("aud"), known.contains_key("aud"));
        }
    }

    #[test]
    fn a_token_that_is_read_has_no_other_spelling(token in token_like()) {
        if let Ok(read) = decode(&token) {
            let parts = [read.header().json().as_bytes(), read.payload(), read.signature()];
            prop_assert_eq!(parts.map(Base64UrlUnpadded::encode_string).join("."), token);
        }
    }
}

#[test]
fn every_single_bit_of_a_token_matters() {
    let (good, verifier) = (token(), open_verifier());
    assert!(verifier.verify(&good, now()).is_ok());
    for bit in 0..good.len() * 8 {
        let mut bytes = good.clone().into_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        // A flip of the highest bit leaves no UTF-8, and so nothing that a &str can hold.
        let Ok(changed) = String::from_utf8(bytes) else { continue };
        assert!(verifier.verify(&changed, now()).is_err(), "bit {bit}");
    }
}

#[test]
fn every_single_bit_under_the_base64_matters() {
    let (good, verifier) = (token(), open_verifier());
    let parts: Vec<Vec<u8>> =
        good.split('.').map(|part| Base64UrlUnpadded::decode_vec(part).unwrap()).collect();
    for part in 0..3 {
        for bit in 0..parts[part].len() * 8 {
            let mut changed = parts.clone();
            changed[part][bit / 8] ^= 1 << (bit % 8);
            let token = changed.iter().map(|part| Base64UrlUnpadded::encode_string(part)).collect::<Vec<_>>();
            let result = verifier.verify(&token.join("."), now());
            match part {
                0 => assert!(result.is_err(), "bit {bit} of the header"),
                _ => {
                    assert_eq!(result.unwrap_err().code(), ErrorCode::SignatureInvalid, "bit {bit} of {part}")
                }
            }
        }
    }
}

#[test]
fn the_end_of_a_part_is_read_as_base64ct_reads_it() {
    let ascii = || (0_u8..128).map(char::from);
    let pairs = ascii().flat_map(|first| ascii().map(move |second| format!("{first}{second}")));
    for end in ascii().map(String::from).chain(pairs) {
        for part in [end.clone(), format!("A{end}"), format!("AB{end}"), format!("ABCD{end}")] {
            let token = format!("eyJhbGciOiJub25lIn0.{part}.");
            let read = decode(&token).ok();
            let known = Base64UrlUnpadded::decode_vec(&part).ok();
            assert_eq!(read.map(|token| token.payload().to_vec()), known, "{part:?}");
        }
    }
}

#[test]
fn every_cut_of_a_token_is_refused() {
    let (good, verifier) = (token(), open_verifier());
    for end in 0..good.len() {
        assert!(verifier.verify(&good[..end], now()).is_err(), "{end} bytes");
        assert!(verifier.verify(&good[end + 1..], now()).is_err(), "without {end} bytes");
    }
}

#[test]
fn a_token_in_its_window_is_valid_at_every_second_and_outside_at_none() {
    let claims = json!({ "nbf": NOW, "iat": NOW, "exp": NOW + 100 }).to_string();
    let (token, verifier) = (signed(br#"{"alg":"EdDSA"}"#, claims.as_bytes()), open_verifier());
    for at in NOW - 50..NOW + 150 {
        let valid = verifier.verify(&token, UnixTime::from_secs(at)).is_ok();
        assert_eq!(valid, (NOW - 5..NOW + 105).contains(&at), "{at}");
    }
}
