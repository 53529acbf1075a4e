//! Ed25519 keys (RFC 8032, RFC 8037), alone and in sets (RFC 7517).

mod algorithm;
mod jwk;
mod jwt_compact;
mod key_set;
mod pem;
mod prepared;
mod signing;
mod verifying;

pub use algorithm::Algorithm;
pub use key_set::{KeySet, SkippedKey};
pub(crate) use prepared::PreparedKeys;
pub use signing::SigningKey;
pub use verifying::VerifyingKey;
