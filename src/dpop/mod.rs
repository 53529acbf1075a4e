//! Proof of possession (RFC 9449): a token that only works for who holds the key that it is bound to.

mod bound;
mod new_proof;
mod proof;
mod target;

pub use new_proof::NewProof;
pub use proof::{ExpectedProof, VerifiedProof};
