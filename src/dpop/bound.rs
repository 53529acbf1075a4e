//! Tokens that are bound to a key, with the proof of that key (RFC 9449 §7.1).

use crate::dpop::VerifiedProof;
use crate::error::Error;
use crate::time::UnixTime;
use crate::token::{VerifiedToken, Verifier};

impl Verifier {
    /// Verifies a token that came with a proof, as [`verify`](Self::verify) does. The proof also has to be for this
    /// token, and the token bound to the proof's key (`cnf.jkt`).
    ///
    /// # Errors
    /// The [`Error`] of the first check that fails; [`Error::ProofKeyMismatch`] for a token that is bound to another key,
    /// or to none.
    pub fn verify_bound(
        &self,
        token: &str,
        proof: &VerifiedProof,
        now: UnixTime,
    ) -> Result<VerifiedToken, Error> {
        proof.covers(token)?;
        self.verify_held(token, Some(proof.thumbprint()), now)
    }
}
