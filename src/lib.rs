//! Strict, fast Ed25519 tokens (JWT, JWKS) and their whole life, without calling home.
//!
//! ```
//! use countersign::{
//!     ExpectedAudience, ExpectedIssuer, IssueOptions, Issuer, KeySet, Lifetime, Policy, SigningKey, UnixTime, Verifier,
//! };
//!
//! # fn main() -> Result<(), countersign::Error> {
//! let key = SigningKey::generate()?;
//! let now = UnixTime::from(std::time::SystemTime::now());
//!
//! let options = IssueOptions::new(Lifetime::Seconds(3600.0))?.with_issuer("https://auth.example").with_audience(["api"]);
//! let token = Issuer::new(key.clone(), options).issue(&serde_json::json!({ "sub": "user-1" }), now)?;
//!
//! let policy = Policy::new(ExpectedIssuer::exactly("https://auth.example"), ExpectedAudience::any_of(["api"]));
//! let verified = Verifier::new(KeySet::from(&key), policy).verify(&token, now)?;
//! assert_eq!(verified.claims().subject(), Some("user-1"));
//! # Ok(())
//! # }
//! ```
//!
//! The crate does no input or output: the clock, the network and the store belong to the caller, and `now` is a
//! parameter. [`Error`] lists what is refused, and with which code.

// The README's example runs as a test of its own.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

mod dpop;
mod encoding;
mod error;
mod error_code;
mod http;
mod inspection;
mod jws;
mod keys;
mod random;
mod session;
mod time;
mod token;
#[cfg(feature = "wasm")]
mod wasm;

pub use dpop::{ExpectedProof, NewProof, VerifiedProof};
pub use error::{Error, TokenPart};
pub use error_code::ErrorCode;
pub use http::{Challenge, Scheme, parse_bearer, parse_dpop};
pub use inspection::{ChosenKey, Finding, Inspection, Level, TokenKind, Verdict, VerdictState, inspect};
pub use jws::{Header, UnverifiedToken, decode};
pub use keys::{Algorithm, KeySet, SigningKey, SkippedKey, VerifyingKey};
pub use session::{
    ApiToken, ApiTokenDigest, ApiTokenOwner, ApiTokenRecord, ApiTokenState, Authority, Beyond,
    RefreshOutcome, RefreshPolicy, RefreshRecord, Reroll, RerollPolicy, StatusIndex, StatusList,
};
pub use time::UnixTime;
pub use token::{
    BoundTokens, Claims, ExpectedAudience, ExpectedIssuer, Expiry, IssueOptions, Issuer, Lifetime, Policy,
    RemoteIssuer, Validity, VerifiedToken, Verifier,
};
