//! What an issuer makes of claims and options, as `tests/vectors/issuing.json` has it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::HashSet;

use common::tokens::{key, now, open_policy, verifier};
use common::{assert_none, outcome, strings, vectors};
use countersign::{
    Error, ErrorCode, Expiry, IssueOptions, Issuer, Lifetime, RemoteIssuer, SigningKey, UnixTime, decode,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
struct IssuingFile {
    now: f64,
    key: Value,
    cases: Vec<IssuingCase>,
}

#[derive(Deserialize)]
struct IssuingCase {
    name: String,
    claims: Value,
    options: Map<String, Value>,
    expect: String,
    now: Option<f64>,
    key: Option<Value>,
    /// What the token's parts must be.
    header: Option<Value>,
    payload: Option<Value>,
    /// The option that the error must name.
    option: Option<String>,
}

#[test]
fn tokens_hold_what_claims_and_options_say() {
    let file: IssuingFile = vectors("issuing");
    let mut failures = Vec::new();
    for case in &file.cases {
        let now = UnixTime::from_secs_f64(case.now.unwrap_or(file.now)).unwrap();
        let key = SigningKey::from_jwk(&case.key.as_ref().unwrap_or(&file.key).to_string()).unwrap();
        let result = options(&case.options)
            .and_then(|options| Issuer::new(key.clone(), options).issue(&case.claims, now));
        if outcome(&result) != case.expect {
            failures.push(format!("{}: {}, not {}", case.name, outcome(&result), case.expect));
            continue;
        }
        match result {
            Ok(token) => {
                let read = decode(&token).unwrap();
                let part = |bytes| serde_json::from_slice::<Value>(bytes).ok();
                assert_eq!(part(read.header().json().as_bytes()), case.header, "{}", case.name);
                assert_eq!(part(read.payload()), case.payload, "{}", case.name);
                let types = [read.header().token_type().unwrap()];
                let policy = open_policy().with_types(types).unwrap().with_expiry(Expiry::Optional);
                // Not before the token says.
                let nbf = case.payload.as_ref().unwrap()["nbf"].as_f64().and_then(UnixTime::from_secs_f64);
                let at = nbf.unwrap_or(now);
                assert_eq!(outcome(&verifier(&key, policy).verify(&token, at)), "valid", "{}", case.name);
            }
            Err(Error::OptionInvalid { option, .. }) => {
                assert_eq!(Some(&*option), case.option.as_deref(), "{}", case.name);
            }
            Err(error) => panic!("{}: {error}", case.name),
        }
    }
    assert_none(failures);
}

#[test]
fn every_token_has_an_identifier_of_its_own() {
    let issuer = Issuer::new(key(), IssueOptions::new(Lifetime::Never).unwrap());
    let policy = open_policy().with_expiry(Expiry::Optional);
    let identifiers: HashSet<String> = (0..100)
        .map(|_| {
            let token = issuer.issue(&json!({}), now()).unwrap();
            let verified = verifier(&key(), policy.clone()).verify(&token, now()).unwrap();
            verified.claims().token_id().unwrap().to_owned()
        })
        .collect();
    assert_eq!(identifiers.len(), 100);
    assert!(identifiers.iter().all(|identifier| identifier.len() == 22), "128 bits");
}

#[test]
fn a_token_is_the_same_each_time_it_is_issued() {
    let options = IssueOptions::new(Lifetime::Seconds(60.0)).unwrap().with_token_id("7");
    let issuer = Issuer::new(key(), options);
    let token = issuer.issue(&json!({ "b": 1, "a": 2 }), now()).unwrap();
    assert_eq!(issuer.issue(&json!({ "b": 1, "a": 2 }), now()).unwrap(), token);
}

#[test]
fn a_token_that_a_key_elsewhere_signs_is_the_same_token() {
    let options = IssueOptions::new(Lifetime::Seconds(60.0)).unwrap().with_token_id("7");
    let here = Issuer::new(key(), options.clone()).issue(&json!({ "a": 2 }), now()).unwrap();
    let issuer = RemoteIssuer::new(key().verifying_key().clone(), options);
    let input = issuer.prepare(&json!({ "a": 2 }), now()).unwrap();
    assert_eq!(issuer.complete(&input, &key().sign(input.as_bytes())).unwrap(), here);
    assert_eq!(outcome(&issuer.prepare(&json!([]), now())), "ERR_OPTION_INVALID");
}

#[test]
fn no_token_is_completed_with_a_signature_that_is_not_its_own() {
    let options = IssueOptions::new(Lifetime::Never).unwrap();
    let issuer = RemoteIssuer::new(key().verifying_key().clone(), options);
    let input = issuer.prepare(&json!({}), now()).unwrap();
    let good = key().sign(input.as_bytes());
    let mut flipped = good;
    flipped[63] ^= 1;
    let another = SigningKey::generate().unwrap().sign(input.as_bytes());
    let of_another_token = key().sign(issuer.prepare(&json!({}), now()).unwrap().as_bytes());
    for signature in [&flipped[..], &another, &of_another_token, &good[..63], &[good, good].concat(), &[]] {
        assert_eq!(outcome(&issuer.complete(&input, signature)), "ERR_SIGNATURE_INVALID");
    }
    assert!(issuer.complete(&input, &good).is_ok());
}

#[test]
fn json_text_is_taken_with_its_white_space() {
    let issuer = Issuer::new(key(), IssueOptions::new(Lifetime::Never).unwrap().with_token_id("7"));
    for (claims, payload) in [
        ("{}", json!({})),
        (" { \n } ", json!({})),
        ("\t{ \"a\" : {} }\r\n", json!({ "a": {} })),
        (r#"{"a":"}"}"#, json!({ "a": "}" })),
    ] {
        let token = issuer.issue_json(claims, now()).unwrap();
        let mut read: Map<String, Value> = serde_json::from_slice(decode(&token).unwrap().payload()).unwrap();
        read.remove("iat").and(read.remove("jti")).unwrap();
        assert_eq!(Value::Object(read), payload, "{claims}");
    }
    for claims in
        ["", " ", "{", "{}{}", "{},", r#"{"a":1,"a":1}"#, r#"{"a":1e400}"#, "\u{feff}{}", r#"{"a":"\ud800"}"#]
    {
        assert_eq!(outcome(&issuer.issue_json(claims, now())), "ERR_OPTION_INVALID", "{claims}");
    }
}

/// The options of JavaScript.
fn options(given: &Map<String, Value>) -> Result<IssueOptions, Error> {
    let lifetime = given["expiresIn"].as_f64().map_or(Lifetime::Never, Lifetime::Seconds);
    let mut options = IssueOptions::new(lifetime)?;
    for (name, value) in given {
        let text = || value.as_str().unwrap();
        options = match name.as_str() {
            "expiresIn" => options,
            "issuer" => options.with_issuer(text()),
            "audience" => options.with_audience(strings(value.clone())),
            "subject" => options.with_subject(text()),
            "notBefore" => options.with_not_before(value.as_f64().unwrap())?,
            "jwtId" => options.with_token_id(text()),
            "type" => options.with_token_type(text())?,
            "scope" => options.with_scope(strings(value.clone()))?,
            _ => panic!("a case has the option {name}"),
        };
    }
    Ok(options)
}

#[test]
fn a_token_longer_than_verifiers_accept_by_default_is_not_issued() {
    let options = || IssueOptions::new(Lifetime::Seconds(60.0)).unwrap();
    let claims = |length: usize| json!({ "text": "x".repeat(length) });
    let long = claims(6200);
    let refused = Issuer::new(key(), options()).issue(&long, now()).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::OptionInvalid);

    let token = Issuer::new(key(), options().with_max_token_bytes(1 << 20)).issue(&long, now()).unwrap();
    let exact = options().with_max_token_bytes(token.len());
    assert_eq!(Issuer::new(key(), exact).issue(&long, now()).unwrap().len(), token.len());
    let short = options().with_max_token_bytes(token.len() - 1);
    assert!(Issuer::new(key(), short).issue(&long, now()).is_err());

    let default = verifier(&key(), open_policy());
    let longest =
        (0..9000).rev().find_map(|length| Issuer::new(key(), options()).issue(&claims(length), now()).ok());
    default.verify(&longest.unwrap(), now()).unwrap();
}
