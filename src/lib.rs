//! Strict, fast Ed25519 tokens (JWT, JWKS) and their whole life, without calling home.

mod error;
mod time;

pub use error::{Error, ErrorCode, TokenPart};
pub use time::UnixTime;
