//! Instants, and for how long a verdict holds.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::time::{Duration, SystemTime};

use common::NOW;
use common::tokens::{key, now, open_policy, signed, verifier};
use countersign::{Expiry, Policy, UnixTime, Validity};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn the_systems_clock_is_read_in_fractions_of_a_second_and_not_before_the_epoch() {
    let from_epoch = |millis| SystemTime::UNIX_EPOCH + Duration::from_millis(millis);
    assert_eq!(UnixTime::from(from_epoch(1500)).as_secs_f64(), 1.5);
    let before = SystemTime::UNIX_EPOCH - Duration::from_secs(7);
    assert_eq!(UnixTime::from(before).as_secs_f64(), 0.0);
}

#[test]
fn whole_seconds_are_rounded_down_on_both_sides_of_the_epoch() {
    for (seconds, whole) in [(1.999, 1), (2.0, 2), (-0.5, -1), (0.0, 0), (1e300, i64::MAX)] {
        let instant = UnixTime::from_secs_f64(seconds).unwrap();
        assert_eq!(instant.as_secs(), whole, "{seconds}");
        assert_eq!(instant.to_string(), whole.to_string());
    }
    for seconds in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(UnixTime::from_secs_f64(seconds), None);
    }
}

#[test]
fn a_verdict_holds_from_the_latest_start_to_the_earliest_end() {
    let strict = || open_policy().with_leeway(0.0).unwrap();
    let lasting = || strict().with_expiry(Expiry::Optional);
    let (never, ever) = (f64::NEG_INFINITY, f64::INFINITY);
    let at = |offset: i32| f64::from(NOW) + f64::from(offset);
    for (claims, policy, from, until) in [
        (json!({}), lasting(), never, ever),
        (json!({ "exp": at(9) }), strict(), never, at(9)),
        (json!({ "exp": at(9), "nbf": at(-4) }), strict(), at(-4), at(9)),
        (json!({ "exp": at(9), "iat": at(-4) }), strict(), at(-64), at(9)),
        (json!({ "exp": at(9), "nbf": at(-4), "iat": at(-4) }), strict(), at(-4), at(9)),
        (json!({ "exp": at(9), "nbf": at(-4), "iat": at(59) }), strict(), at(-1), at(9)),
        (json!({ "iat": at(-4) }), lasting().with_max_age(6.0).unwrap(), at(-64), at(2).next_up()),
        (json!({ "exp": at(1), "iat": at(-4) }), strict().with_max_age(6.0).unwrap(), at(-64), at(1)),
        (json!({ "exp": at(9), "nbf": at(4) }), strict().with_leeway(5.0).unwrap(), at(-1), at(14)),
        (json!({ "iat": at(-4) }), lasting().with_leeway(5.0).unwrap(), at(-69), ever),
        (
            json!({ "iat": at(-4) }),
            lasting().with_leeway(5.0).and_then(|p| p.with_max_age(6.0)).unwrap(),
            at(-69),
            at(7).next_up(),
        ),
    ] {
        let verified = verifier(&key(), policy).verify(&token(&claims), now()).unwrap();
        assert_eq!(verified.validity(), Validity { from, until }, "{claims}");
        assert_eq!(serde_json::from_str::<Value>(&verified.into_claims_json()).unwrap(), claims);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_token_is_good_at_the_instants_of_its_validity_and_at_no_other(
        (exp, nbf, iat) in (offset(1..400), offset(-400..1), offset(-400..1)),
        max_age in prop::option::of(401_u32..800),
        leeway in 0_u32..=300,
    ) {
        let mut claims = json!({});
        for (name, offset) in [("exp", exp), ("nbf", nbf), ("iat", iat)] {
            if let Some(offset) = offset {
                claims[name] = json!(i64::from(NOW) + i64::from(offset));
            }
        }
        let policy = policy(leeway, max_age.filter(|_| iat.is_some()));
        let (token, verifier) = (token(&claims), verifier(&key(), policy));
        let validity = verifier.verify(&token, now()).unwrap().validity();
        for edge in [validity.from, validity.until].into_iter().filter(|edge| edge.is_finite()) {
            for at in [edge - 1.0, edge - 0.001, edge, edge + 0.001, edge + 1.0] {
                let good = verifier.verify(&token, UnixTime::from_secs_f64(at).unwrap()).is_ok();
                prop_assert_eq!(good, (validity.from..validity.until).contains(&at), "{} of {:?}", at, validity);
            }
        }
    }
}

fn offset(range: std::ops::Range<i32>) -> impl Strategy<Value = Option<i32>> {
    prop::option::of(range)
}

fn policy(leeway: u32, max_age: Option<u32>) -> Policy {
    let policy = open_policy().with_expiry(Expiry::Optional).with_leeway(leeway.into()).unwrap();
    match max_age {
        Some(seconds) => policy.with_max_age(seconds.into()).unwrap(),
        None => policy,
    }
}

fn token(claims: &Value) -> String {
    signed(br#"{"alg":"EdDSA"}"#, claims.to_string().as_bytes())
}
