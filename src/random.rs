//! The one door through which entropy comes in. Nothing draws it at import.

use crate::error::Error;

/// Fills `bytes` from the system's or the runtime's source of randomness.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), Error> {
    // Workers refuse randomness at global scope: an error there, not a trap.
    getrandom::fill(bytes).map_err(|_| Error::KeyInvalid {
        reason: "no randomness is available here; in Workers, use this inside a handler",
    })
}
