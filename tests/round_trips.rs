//! What is written is read back, and nothing else is.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::NOW;
use common::strategies::private_claims;
use common::tokens::{key, key_named, now, open_policy, signed, verifier};
use countersign::{
    ErrorCode, ExpectedAudience, ExpectedIssuer, Expiry, IssueOptions, Issuer, KeySet, Lifetime, Policy,
    SigningKey, UnixTime, VerifyingKey, decode, parse_bearer,
};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_issued_is_read_back(
        claims in private_claims(),
        (issuer, audience, subject) in (".{1,30}", vec(".{1,20}", 1..4), ".{0,30}"),
        kid in ".{0,40}",
        life in 1_u32..100_000_000,
    ) {
        let options = IssueOptions::new(Lifetime::Seconds(life.into())).unwrap()
            .with_issuer(&issuer).with_audience(&audience).with_subject(&subject);
        let token = Issuer::new(key_named(&kid), options).issue(&claims, now()).unwrap();
        let policy = Policy::new(ExpectedIssuer::exactly(&issuer), ExpectedAudience::any_of([&audience[0]]))
            .with_subject(&subject);
        let verified = verifier(&key_named(&kid), policy.with_max_token_bytes(1 << 20)).verify(&token, now()).unwrap();

        let read: Value = verified.deserialize_claims().unwrap();
        // Once through text: what a double looks like in JSON is serde's affair.
        for (name, value) in serde_json::from_str::<Map<String, Value>>(&json!(claims).to_string()).unwrap() {
            prop_assert_eq!(&read[&name], &value);
        }
        let view = verified.claims();
        prop_assert_eq!(view.issuer(), Some(issuer.as_str()));
        prop_assert_eq!(view.subject(), Some(subject.as_str()));
        prop_assert_eq!(view.audience().collect::<Vec<_>>(), audience);
        prop_assert_eq!(view.expires_at().unwrap().as_secs(), i64::from(NOW) + i64::from(life));
        prop_assert_eq!(view.issued_at().unwrap().as_secs(), i64::from(NOW));
        prop_assert_eq!(verified.header().key_id(), Some(kid.as_str()));
        prop_assert_eq!(read.as_object().unwrap().len(), claims.len() + 6, "and jti, but nothing else");
    }

    #[test]
    fn a_claim_given_in_json_keeps_its_spelling(number in "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?") {
        let claims = format!(r#"{{"n":{number}}}"#);
        let token = Issuer::new(key(), IssueOptions::new(Lifetime::Never).unwrap()).issue_json(&claims, now()).unwrap();
        let spelled = format!(r#""n":{number}"#);
        prop_assert!(decode(&token).unwrap().claims_json().unwrap().unwrap().contains(&spelled));
    }

    #[test]
    fn times_are_checked_as_the_rules_say(
        (exp, nbf, iat) in (near(), near(), near()),
        (max_age, leeway) in (prop::option::of(1_u32..400), 0_u32..=300),
        at in -800_i64..800,
    ) {
        let options = [("exp", exp), ("nbf", nbf), ("iat", iat)];
        let claims: Map<String, Value> = options.iter()
            .filter_map(|(name, offset)| offset.map(|offset| ((*name).to_owned(), json!(i64::from(NOW) + offset)))).collect();
        let mut policy = open_policy().with_expiry(Expiry::Optional).with_leeway(leeway.into()).unwrap();
        if let Some(max_age) = max_age {
            policy = policy.with_max_age(max_age.into()).unwrap();
        }
        let token = signed(br#"{"alg":"EdDSA"}"#, json!(claims).to_string().as_bytes());
        let now = UnixTime::from_secs(u32::try_from(i64::from(NOW) + at).unwrap());
        let code = verifier(&key(), policy).verify(&token, now).err().map(|error| error.code());

        let leeway = i64::from(leeway);
        let expected = if exp.is_some_and(|exp| at >= exp + leeway) {
            Some(ErrorCode::TokenExpired)
        } else if nbf.is_some_and(|nbf| at < nbf - leeway) || iat.is_some_and(|iat| iat > at + 60 + leeway) {
            Some(ErrorCode::TokenNotYetValid)
        } else if let Some(max_age) = max_age.map(i64::from) {
            match iat {
                None => Some(ErrorCode::ClaimMissing),
                Some(iat) => (at > iat + max_age + leeway).then_some(ErrorCode::TokenTooOld),
            }
        } else {
            None
        };
        prop_assert_eq!(code, expected);
    }

    #[test]
    fn a_header_gives_the_token_that_was_put_in(token in "[A-Za-z0-9._~+/-]{1,60}={0,2}", spaces in 1_usize..4) {
        let header = format!("bEaReR{}{token}", " ".repeat(spaces));
        prop_assert_eq!(parse_bearer(Some(&header)), Ok(token.as_str()));
    }

    #[test]
    fn a_key_is_written_and_read_back(seed: [u8; 32], kid in ".{0,40}") {
        let plain = SigningKey::from_seed(&seed).unwrap();
        let reread = SigningKey::from_pem(&plain.to_private_pem()).unwrap();
        prop_assert_eq!(reread.verifying_key(), plain.verifying_key());
        let public = VerifyingKey::from_pem(&plain.verifying_key().to_pem()).unwrap();
        prop_assert_eq!(&public, plain.verifying_key());

        let mut jwk: Map<String, Value> = serde_json::from_str(&plain.to_private_jwk()).unwrap();
        jwk.insert("kid".into(), json!(kid));
        let named = SigningKey::from_jwk(&json!(jwk).to_string()).unwrap();
        prop_assert_eq!(named.kid(), kid);
        prop_assert_eq!(&VerifyingKey::from_jwk(&named.verifying_key().to_jwk()).unwrap(), named.verifying_key());
        let set = KeySet::parse(&KeySet::from(&named).to_jwks()).unwrap();
        let direct = KeySet::from(&named);
        prop_assert_eq!(set.keys(), direct.keys());
        prop_assert!(!set.to_jwks().contains(jwk["d"].as_str().unwrap()));
    }
}

fn near() -> impl Strategy<Value = Option<i64>> {
    prop::option::of(-500_i64..500)
}
