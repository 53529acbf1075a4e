//! Proof of possession (RFC 9449): a token that only works for who holds the key that it is bound to.

mod bound;
mod new_proof;
mod proof;
mod proof_keys;
mod target;

pub use new_proof::NewProof;
#[cfg(feature = "wasm")]
pub(crate) use proof::remember_key;
pub use proof::{ExpectedProof, VerifiedProof};
