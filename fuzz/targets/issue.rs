//! Any text as the claims to issue: what is issued is verified, and says what was given and nothing else.
#![no_main]

use countersign::{ErrorCode, IssueOptions, Issuer, Lifetime, Verifier};
use countersign_fuzz::{KEY, KEYS, NOW, assert_sound, halves, lenient, now};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use std::sync::{Arc, LazyLock};

/// With the default bound: an issuer writes no token that is too long for it.
static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| Verifier::new(Arc::clone(&KEYS), lenient()));

fuzz_target!(|data: &[u8]| {
    let (claims, choices) = halves(data);
    let Ok(claims) = std::str::from_utf8(claims) else { return };
    let (&choice, words) = choices.split_first().unwrap_or((&0, &[]));
    let Ok(word) = std::str::from_utf8(words) else { return };
    let Some(options) = options(choice, word) else { return };
    let issued = Issuer::new(KEY.clone(), options).issue_json(claims, now());
    let known = serde_json::from_str::<Map<String, Value>>(claims);
    let Ok(token) = issued else { return refused(&issued.expect_err("it is refused")) };

    let verified = VERIFIER.verify(&token, now()).expect("what is issued is accepted");
    let known = known.expect("it is JSON to others");
    let mut read: Map<String, Value> = verified.deserialize_claims().expect("they are JSON");
    for (name, value) in known {
        assert_eq!(read.remove(&name), Some(value), "{name} is as it was given");
    }
    assert_eq!(read.remove("iat"), Some(NOW.into()));
    assert_eq!(read.remove("exp"), (choice & EXPIRES != 0).then_some((NOW + 60).into()));
    let given = |flag: u8| (choice & flag != 0).then(|| Value::from(word));
    assert_eq!((read.remove("iss"), read.remove("sub")), (given(ISSUER), given(SUBJECT)));
    let audience = (choice & AUDIENCE != 0).then(|| Value::from([word, "api"].as_slice()));
    assert_eq!(read.remove("aud"), audience);
    // The one thing that comes of itself, where none was given.
    assert!(read.remove("jti").is_none_or(|jti| jti.as_str().is_some_and(|jti| jti.len() == 22)));
    assert_eq!(read, Map::new());
});

fn options(choice: u8, word: &str) -> Option<IssueOptions> {
    let lifetime = if choice & EXPIRES != 0 { Lifetime::Seconds(59.5) } else { Lifetime::Never };
    let mut options = IssueOptions::new(lifetime).expect("it is above 0");
    if choice & ISSUER != 0 {
        options = options.with_issuer(word);
    }
    if choice & SUBJECT != 0 {
        options = options.with_subject(word);
    }
    if choice & AUDIENCE != 0 {
        options = options.with_audience([word, "api"]);
    }
    if choice & TYPE != 0 {
        // Other types than these the verifier refuses, as it should.
        options = options.with_token_type(["at+jwt", "application/JWT"][word.len() % 2]).ok()?;
    }
    Some(options)
}

fn refused(error: &countersign::Error) {
    assert_sound(error);
    assert_eq!(error.code(), ErrorCode::OptionInvalid);
}

const EXPIRES: u8 = 1;
const ISSUER: u8 = 2;
const SUBJECT: u8 = 4;
const AUDIENCE: u8 = 8;
const TYPE: u8 = 16;
