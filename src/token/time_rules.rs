//! When a token is good (RFC 7519 §4.1.4–4.1.6).

use std::borrow::Cow;

use crate::error::Error;
use crate::time::UnixTime;
use crate::token::Claims;

/// What a policy says of time, in seconds.
#[derive(Clone, Debug)]
pub(crate) struct TimeRules {
    pub(super) expiry: Expiry,
    pub(super) max_age: Option<f64>,
    pub(super) leeway: f64,
}

/// Whether a token must expire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expiry {
    /// A token without `exp` is refused.
    #[default]
    Required,
    /// A token without `exp` is good for ever.
    Optional,
}

/// While `from <= now < until`, the checks of time pass again for the same token: what a cache of verified tokens
/// needs. In seconds since the epoch, leeway included; infinite if a token sets no bound.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Validity {
    /// The first instant.
    pub from: f64,
    /// The first instant at which it is no longer valid.
    pub until: f64,
}

impl Validity {
    /// Valid at no instant.
    pub const NEVER: Self = Self { from: f64::INFINITY, until: f64::NEG_INFINITY };
}

impl TimeRules {
    /// Whether a token of this `iat` is not accepted yet.
    pub(crate) fn issued_too_early(&self, iat: UnixTime, now: UnixTime) -> bool {
        now.as_secs_f64() < iat.as_secs_f64() - MAX_IAT_SKEW - self.leeway
    }

    /// Checks the claims of time at `now`, and says how long the answer holds.
    pub(crate) fn check(&self, claims: &Claims<'_>, now: UnixTime) -> Result<Validity, Error> {
        let seconds = now.as_secs_f64();
        let mut validity = Validity { from: f64::NEG_INFINITY, until: f64::INFINITY };
        match claims.expires_at() {
            Some(exp) => {
                validity.until = exp.as_secs_f64() + self.leeway;
                if seconds >= validity.until {
                    return Err(Error::TokenExpired { exp, now });
                }
            }
            None if self.expiry == Expiry::Optional => {}
            None => return Err(Error::ClaimMissing { claim: Cow::Borrowed("exp") }),
        }
        let starts = [("nbf", claims.not_before(), 0.0), ("iat", claims.issued_at(), MAX_IAT_SKEW)];
        for (claim, start, tolerance) in starts {
            let Some(from) = start else { continue };
            validity.from = validity.from.max(from.as_secs_f64() - tolerance - self.leeway);
            if seconds < validity.from {
                return Err(Error::TokenNotYetValid { claim, from, now });
            }
        }
        if let Some(max_age) = self.max_age {
            let iat = claims.issued_at().ok_or(Error::ClaimMissing { claim: Cow::Borrowed("iat") })?;
            let last = iat.as_secs_f64() + max_age + self.leeway;
            if seconds > last {
                return Err(Error::TokenTooOld { iat, now });
            }
            // An age of exactly `max_age` is allowed, as it is in jose and fast-jwt; `until` is the instant after it.
            validity.until = validity.until.min(last.next_up());
        }
        Ok(validity)
    }
}

/// A token issued further ahead than this, in seconds, was not issued by a clock that can be trusted with `exp`.
const MAX_IAT_SKEW: f64 = 60.0;
