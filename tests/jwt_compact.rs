//! Tokens and claims of the crate jwt-compact, issued and verified by this crate's keys.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use chrono::{DateTime, Duration, Utc};
use common::tokens::{key, now, open_policy, verifier};
use common::{ISSUER, NOW};
use countersign::{Algorithm, Error, ErrorCode, IssueOptions, Issuer, Lifetime, UnixTime};
use jwt_compact::{AlgorithmExt, Claims, Header, TimeOptions};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Session {
    sub: String,
    admin: bool,
}

fn session() -> Session {
    Session { sub: "user-1".to_owned(), admin: true }
}

fn instant() -> DateTime<Utc> {
    DateTime::from_timestamp(i64::from(NOW), 0).unwrap()
}

fn dated() -> Claims<Session> {
    let options = TimeOptions::new(Duration::zero(), instant);
    Claims::new(session()).set_duration_and_issuance(&options, Duration::seconds(60))
}

fn issuer(lifetime: Lifetime) -> Issuer {
    Issuer::new(key(), IssueOptions::new(lifetime).unwrap().with_issuer(ISSUER))
}

#[test]
fn claims_of_jwt_compact_come_back_as_they_were_issued() {
    let token = issuer(Lifetime::Stated).issue_claims(&dated()).unwrap();
    let verified = verifier(&key(), open_policy()).verify_claims::<Session>(&token, now()).unwrap();
    assert_eq!(verified.claims(), &dated());
}

#[test]
fn a_token_that_jwt_compact_signed_with_this_crates_key_is_verified() {
    let header = Header::empty().with_key_id(key().kid());
    let token = Algorithm::EdDsa.token(&header, &dated(), &key()).unwrap();
    let verified = verifier(&key(), open_policy()).verify_claims::<Session>(&token, now()).unwrap();
    assert_eq!(verified.claims().custom, session());
}

#[test]
fn jwt_compact_verifies_a_token_of_this_crate() {
    let token = issuer(Lifetime::Stated).issue_claims(&dated()).unwrap();
    let untrusted = jwt_compact::UntrustedToken::new(&token).unwrap();
    let verified = Algorithm::EdDsa.validator::<Session>(key().verifying_key()).validate(&untrusted).unwrap();
    assert_eq!(verified.claims(), &dated());
}

#[test]
fn the_policy_decides_about_claims_of_jwt_compact_too() {
    let token = issuer(Lifetime::Stated).issue_claims(&dated()).unwrap();
    let later = UnixTime::from_secs(NOW + 66);
    let refused = verifier(&key(), open_policy()).verify_claims::<Session>(&token, later).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::TokenExpired);
    let other = common::tokens::key_named("other");
    let refused = verifier(&other, open_policy()).verify_claims::<Session>(&token, now()).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::KeyUnknown);
}

#[test]
fn claims_that_do_not_fit_the_programs_type_are_malformed() {
    #[derive(Debug, Deserialize)]
    struct Other {
        #[expect(dead_code, reason = "only its type matters")]
        admin: String,
    }
    let token = issuer(Lifetime::Stated).issue_claims(&dated()).unwrap();
    let refused = verifier(&key(), open_policy()).verify_claims::<Other>(&token, now()).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::TokenMalformed);
}

#[test]
fn instants_come_from_the_claims_or_from_the_options_and_never_from_both() {
    let begun = IssueOptions::new(Lifetime::Stated).unwrap().with_not_before(1.0).unwrap();
    let refusals = [
        ("expiresIn", issuer(Lifetime::Seconds(60.0)).issue_claims(&dated())),
        ("expiresIn", issuer(Lifetime::Never).issue_claims(&dated())),
        ("claims.iat", issuer(Lifetime::Stated).issue_claims(&Claims::new(session()))),
        ("expiresIn", issuer(Lifetime::Stated).issue(&session(), now())),
        ("notBefore", Issuer::new(key(), begun).issue_claims(&dated())),
    ];
    for (option, refused) in refusals {
        let refused = refused.unwrap_err();
        assert!(
            matches!(&refused, Error::OptionInvalid { option: named, .. } if named == option),
            "{refused}"
        );
    }
}
