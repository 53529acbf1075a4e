//! Instants as tokens state them. The clock itself belongs to the caller.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// An instant in seconds since the epoch: a `NumericDate` (RFC 7519 §2), possibly fractional, always finite.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct UnixTime(f64);

impl UnixTime {
    /// The instant `seconds` after the epoch.
    pub fn from_secs(seconds: u32) -> Self {
        Self(f64::from(seconds))
    }

    /// The instant `seconds` after the epoch, or `None` if that is not a finite number.
    pub fn from_secs_f64(seconds: f64) -> Option<Self> {
        seconds.is_finite().then_some(Self(seconds))
    }

    /// Seconds since the epoch.
    pub fn as_secs_f64(self) -> f64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down as `iat` and `exp` are written.
    #[expect(clippy::as_conversions, reason = "a float-to-int cast saturates, which is what is wanted here")]
    pub fn as_secs(self) -> i64 {
        self.0.floor() as i64
    }

    /// The instant `seconds` later (earlier if negative).
    pub(crate) fn plus(self, seconds: f64) -> Self {
        Self((self.0 + seconds).clamp(f64::MIN, f64::MAX))
    }
}

impl From<SystemTime> for UnixTime {
    /// Instants before the epoch become the epoch.
    fn from(time: SystemTime) -> Self {
        Self(time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs_f64())
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_secs().fmt(f)
    }
}
