//! Fastly's JavaScript runtime has no WebAssembly, its Rust runtime is WebAssembly: this is the crate on the target that
//! Fastly Compute takes, `wasm32-wasip1`, with the request reduced to an `Authorization` header on standard input and
//! the key set in the environment.

use std::{env, error::Error, io, time::SystemTime};

use countersign::{ExpectedAudience, ExpectedIssuer, KeySet, Policy, UnixTime, Verifier, parse_bearer};

fn main() -> Result<(), Box<dyn Error>> {
    let policy = Policy::new(ExpectedIssuer::exactly("https://auth.example"), ExpectedAudience::any_of(["api"]))
        .with_types(["at+jwt"])?;
    let verifier = Verifier::new(KeySet::parse(&env::var("JWKS")?)?, policy);

    let authorization = io::read_to_string(io::stdin())?;
    let now = UnixTime::from(SystemTime::now());
    let verified = parse_bearer(Some(authorization.trim_end())).and_then(|token| verifier.verify(token, now));
    match verified {
        Ok(token) => println!("200 {}", token.claims_json()),
        Err(error) => println!("{} {}", error.code().status(), error.code().as_str()),
    }
    Ok(())
}
