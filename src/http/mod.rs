//! Bearer tokens in HTTP (RFC 6750, RFC 9110).

mod bearer;
mod challenge;

pub use bearer::parse as parse_bearer;
