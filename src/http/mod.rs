//! Tokens in HTTP (RFC 6750, RFC 9110, RFC 9449 §7.1).

mod bearer;
mod challenge;

pub use bearer::{parse as parse_bearer, parse_dpop};
pub use challenge::{Challenge, Scheme};
