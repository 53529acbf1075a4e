//! What properties are tried on: claims, tokens and texts that are nearly right.

use base64ct::{Base64UrlUnpadded, Encoding};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{TokenFile, vectors};

pub fn private_claims() -> impl Strategy<Value = Map<String, Value>> {
    let registered = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
    let name = ".{0,12}".prop_filter("registered", move |name| !registered.contains(&name.as_str()));
    btree_map(name, json_value(), 0..8).prop_map(|claims| claims.into_iter().collect())
}

pub fn json_value() -> impl Strategy<Value = Value> {
    let finite = prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        finite.prop_map(Value::from),
        "(?s:.){0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(".{0,8}", inner, 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// What is nearly JSON: its words in any order.
pub fn json_like() -> impl Strategy<Value = String> {
    let words = vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"sub\":",
        "\"exp\":",
        "\"aud\":",
        "\"alg\":\"EdDSA\"",
        "\"kid\":",
        "\"x\"",
        "\"\\u0073ub\"",
        "\\ud800",
        "\\",
        "null",
        "true",
        "1",
        "-0",
        "1e400",
        "1e-400",
        "0.5",
        " ",
        "\n",
        "\u{feff}",
        "é",
        "{\"keys\":[",
        "\"kty\":\"OKP\"",
        "\"crv\":\"Ed25519\"",
        "-----BEGIN PRIVATE KEY-----\n",
        "-----END PRIVATE KEY-----",
    ];
    vec(prop::sample::select(words), 0..24).prop_map(|words| words.concat())
}

/// Tokens, nearly tokens and what stands in the vectors, changed at a place.
pub fn token_like() -> impl Strategy<Value = String> {
    let file: TokenFile = vectors("malformed_tokens");
    let known: Vec<String> =
        file.cases.into_iter().map(|case| case.token).filter(|token| token.len() < 2000).collect();
    let changed = (prop::sample::select(known), any::<prop::sample::Index>(), "[A-Za-z0-9_=+/. -]{0,2}")
        .prop_map(|(token, at, insert)| {
            let mut characters: Vec<char> = token.chars().collect();
            let at = at.index(characters.len() + 1);
            characters.splice(at..(at + 1).min(characters.len()), insert.chars());
            characters.into_iter().collect()
        });
    let header = Base64UrlUnpadded::encode_string(br#"{"alg":"EdDSA"}"#);
    let parts = "[A-Za-z0-9_-]{0,7}\\.[A-Za-z0-9_-]{0,7}".prop_map(move |rest| format!("{header}.{rest}"));
    prop_oneof![changed, parts, ".*\\..*\\..*"]
}

pub fn text_of_any_kind() -> impl Strategy<Value = String> {
    prop_oneof![".*", json_like(), token_like(), json_value().prop_map(|value| value.to_string())]
}

pub fn bytes_of_any_kind() -> impl Strategy<Value = Vec<u8>> {
    let claims = private_claims().prop_map(|claims| json!(claims).to_string().into_bytes());
    let members =
        json_like().prop_map(|text| format!("{{\"alg\":\"EdDSA\",\"sub\":\"x\"{text}}}").into_bytes());
    prop_oneof![vec(any::<u8>(), 0..200), json_like().prop_map(String::into_bytes), claims, members]
}
