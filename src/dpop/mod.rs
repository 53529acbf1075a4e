//! Proof of possession (RFC 9449): a token that only works for who holds the key that it is bound to.

mod bound;
mod proof;
mod target;

pub use proof::{ExpectedProof, VerifiedProof};
