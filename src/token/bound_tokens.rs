//! Tokens that are bound to a key (`cnf`, RFC 7800), and the proof that they need.

use crate::error::Error;
use crate::token::Claims;

/// What becomes of a token that is bound to a key (`cnf`, RFC 7800) if nothing proves that key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BoundTokens {
    /// It is refused: its presenter may have stolen it (RFC 9449 §7.2).
    #[default]
    RequireProof,
    /// It is good in any hands, as if it were not bound. Right only if something in front has checked the proof.
    AcceptAsBearer,
}

impl BoundTokens {
    /// Checks the binding of a token whose presenter has proven to hold the key with the thumbprint `held`.
    pub(super) fn check(self, claims: &Claims<'_>, held: Option<&str>) -> Result<(), Error> {
        let confirmation = claims.get("cnf");
        match held {
            // A proof is worth nothing for a token that is bound to no key: it would be good without, too.
            Some(_) if confirmation.and_then(|cnf| cnf.get("jkt")?.as_str()) == held => Ok(()),
            Some(_) => Err(Error::ProofKeyMismatch),
            // Whatever `cnf` holds: a way of binding that is not understood here binds all the same.
            None if confirmation.is_some() && self == Self::RequireProof => Err(Error::ProofRequired),
            None => Ok(()),
        }
    }
}
