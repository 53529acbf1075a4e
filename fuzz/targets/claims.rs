//! Any signed payload under any policy: the verdict is that of a second reading of both, by serde_json.
#![no_main]

use countersign::Verifier;
use countersign_fuzz::rules::Rules;
use countersign_fuzz::{KEYS, assert_sound, at, halves, signed};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use std::sync::Arc;

fuzz_target!(|data: &[u8]| {
    let (payload, choices) = halves(data);
    let rules = Rules::chosen_by(choices);
    let token = signed(rules.header().as_bytes(), payload);
    let verifier = Verifier::new(Arc::clone(&KEYS), rules.policy());
    let verified = verifier.verify(&token, at(rules.now));
    let verdict = verified.as_ref().map(drop).map_err(|error| (error.code(), error.claim()));
    assert_eq!(verdict, rules.judge(payload));
    let Ok(verified) = verified.inspect_err(assert_sound) else { return };

    let read: Value = serde_json::from_slice(payload).expect("it is JSON to others");
    assert_eq!(verified.claims_json().as_bytes(), payload);
    assert_eq!(verified.deserialize_claims::<Value>().expect("it is JSON"), read);
    let claims = verified.claims();
    let texts = [("iss", claims.issuer()), ("sub", claims.subject()), ("jti", claims.token_id())];
    for (name, text) in texts {
        assert_eq!(text, read[name].as_str());
    }
    let times = [("exp", claims.expires_at()), ("nbf", claims.not_before()), ("iat", claims.issued_at())];
    for (name, time) in times {
        assert_eq!(time.map(|time| time.as_secs_f64()), read[name].as_f64());
    }

    // It is good for exactly as long as it says.
    let validity = verified.validity();
    assert!((validity.from..validity.until).contains(&rules.now));
    let good_at = |seconds: f64| verifier.verify(&token, at(seconds)).is_ok();
    if validity.until.is_finite() {
        assert!(good_at(validity.until.next_down()) && !good_at(validity.until));
    }
    if validity.from.is_finite() {
        assert!(good_at(validity.from) && !good_at(validity.from.next_down()));
    }
});
