//! A gateway in front of an API: `cargo run --example api_gateway`.
//!
//! The key set would come from the issuer's `jwks.json`; here the issuer lives next door.

use std::time::SystemTime;

use countersign::{
    Error, ExpectedAudience, ExpectedIssuer, IssueOptions, Issuer, KeySet, Lifetime, Policy, SigningKey,
    UnixTime, Verifier, parse_bearer,
};

const ISSUER: &str = "https://auth.example";

fn main() -> Result<(), Error> {
    let now = UnixTime::from(SystemTime::now());
    let key = SigningKey::generate()?;

    let options = IssueOptions::new(Lifetime::Seconds(3600.0))?.with_issuer(ISSUER).with_audience(["api"]);
    let claims = serde_json::json!({ "sub": "user-1", "scope": "read" });
    let token = Issuer::new(key.clone(), options).issue(&claims, now)?;

    let published = KeySet::from(&key).to_jwks();
    let verifier = Verifier::new(KeySet::parse(&published)?, policy(["read"])?);

    let good = format!("Bearer {token}");
    for authorization in [Some(good.as_str()), None, Some("Bearer not.a.token")] {
        println!("{}", answer(&verifier, authorization, now));
    }
    let writer = Verifier::new(KeySet::parse(&published)?, policy(["write"])?);
    println!("{}", answer(&writer, Some(&good), now));
    Ok(())
}

fn policy(scope: [&str; 1]) -> Result<Policy, Error> {
    Policy::new(ExpectedIssuer::exactly(ISSUER), ExpectedAudience::any_of(["api"])).with_scope(scope)
}

/// The status line and, if one is due, the challenge.
fn answer(verifier: &Verifier, authorization: Option<&str>, now: UnixTime) -> String {
    match parse_bearer(authorization).and_then(|token| verifier.verify(token, now)) {
        Ok(token) => format!("200 hello {}", token.claims().subject().unwrap_or("nobody")),
        Err(error) => {
            let challenge = error.challenge(Some("api")).unwrap_or_default();
            format!("{} {} WWW-Authenticate: {challenge}", error.code().status(), error.code().as_str())
        }
    }
}
