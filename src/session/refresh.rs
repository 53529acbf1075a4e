//! Refresh token rotation with theft detection (RFC 9700 §4.14.2), as one pure step.

use serde::{Deserialize, Serialize};

use crate::time::UnixTime;

/// What is stored of a grant's refresh tokens: which one is next, and which one it replaced. Nothing in it is secret.
///
/// A refresh token is a JWT, and Ed25519 is deterministic: `jti`, `at` and `exp` are enough to make the same token again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefreshRecord {
    /// The `jti` of the only refresh token that can be used now.
    pub jti: String,
    /// When that token was issued, in seconds; its grace counts from here.
    pub at: f64,
    /// When that token expires, in seconds.
    pub exp: f64,
    /// The `jti` of the token that was exchanged for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// When the grant was revoked, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<f64>,
}

/// How long things last, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RefreshPolicy {
    /// From the issue of a refresh token to its expiry.
    pub lifetime: f64,
    /// How long a token that was exchanged may be presented again, and be answered with the same pair: requests of one
    /// client cross, and answers get lost.
    pub grace: f64,
    /// When the session ends, in seconds since the epoch: no refresh token outlives it, however often it was exchanged.
    pub end: Option<f64>,
}

/// What presenting a refresh token leads to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub enum RefreshOutcome {
    /// Store `next` in place of the record if that is unchanged, and issue its pair; else read again and repeat.
    Rotated {
        /// The record that takes the place of the one presented to.
        next: RefreshRecord,
    },
    /// Issue the pair of the unchanged record again.
    Replayed,
    /// A token came back after its grace, or from two generations ago: two parties hold this grant, and no one can tell
    /// which one is honest. Store `next`, which revokes it.
    Reused {
        /// The record that takes the place of the one presented to.
        next: RefreshRecord,
    },
    /// The grant ended on its own: log in again.
    Expired,
    /// The grant was revoked.
    Revoked,
    /// Whom the grant speaks for is not active: answer nothing, store nothing.
    Inactive,
}

impl RefreshOutcome {
    /// What it leads to if its owner is gone or not active: nothing is issued. That a token came back is theft all the same.
    #[must_use]
    pub fn of_inactive_owner(self) -> Self {
        match self {
            Self::Rotated { .. } | Self::Replayed => Self::Inactive,
            other => other,
        }
    }
}

impl RefreshRecord {
    /// The record of a new grant, whose first refresh token is `jti`.
    pub fn begin(jti: impl Into<String>, now: UnixTime, policy: RefreshPolicy) -> Self {
        // Whole seconds: `exp` is what the token will say, and `iat` is written rounded down.
        let exp = now.as_secs_f64().floor() + policy.lifetime;
        let exp = policy.end.map_or(exp, |end| exp.min(end.floor()));
        Self { jti: jti.into(), at: now.as_secs_f64(), exp, previous: None, revoked: None }
    }

    /// Presents the verified refresh token `jti` to its grant; `next_jti` is the fresh name of a token to come.
    ///
    /// The request came in at `arrived`. Looking up the record may have taken until `now`. The token is judged as of its
    /// arrival: a slow store makes no thief of an honest client. The next token is dated `now`: counted from the arrival,
    /// its grace could be over before the pair is answered.
    pub fn present(
        &self,
        jti: &str,
        next_jti: impl Into<String>,
        arrived: UnixTime,
        now: UnixTime,
        policy: RefreshPolicy,
    ) -> RefreshOutcome {
        let asked = arrived.as_secs_f64();
        if self.revoked.is_some() {
            return RefreshOutcome::Revoked;
        }
        if jti == self.jti {
            // The session may also have ended while the record was looked up.
            let latest = asked.max(now.as_secs_f64());
            return if asked < self.exp && policy.end.is_none_or(|end| latest < end.floor()) {
                let next = Self { previous: Some(self.jti.clone()), ..Self::begin(next_jti, now, policy) };
                RefreshOutcome::Rotated { next }
            } else {
                RefreshOutcome::Expired
            };
        }
        if self.previous.as_deref() == Some(jti) && asked < self.at + policy.grace {
            return RefreshOutcome::Replayed;
        }
        RefreshOutcome::Reused { next: self.revoke(arrived) }
    }

    /// The record of this grant, revoked; unchanged if it was before.
    pub fn revoke(&self, now: UnixTime) -> Self {
        Self { revoked: self.revoked.or(Some(now.as_secs_f64())), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: RefreshPolicy = RefreshPolicy { lifetime: 86_400.0, grace: 10.0, end: None };

    fn at(seconds: u32) -> UnixTime {
        UnixTime::from_secs(seconds)
    }

    fn rotated(record: &RefreshRecord, jti: &str, next: &str, now: u32) -> RefreshRecord {
        match record.present(jti, next, at(now), at(now), POLICY) {
            RefreshOutcome::Rotated { next } => next,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn the_current_token_is_exchanged_once() {
        let first = RefreshRecord::begin("a", at(1000), POLICY);
        let second = rotated(&first, "a", "b", 2000);
        let expected = RefreshRecord {
            jti: "b".into(),
            at: 2000.0,
            exp: 88_400.0,
            previous: Some("a".into()),
            revoked: None,
        };
        assert_eq!(second, expected);
    }

    #[test]
    fn inside_the_grace_the_exchanged_token_is_answered_again() {
        let second = rotated(&RefreshRecord::begin("a", at(1000), POLICY), "a", "b", 2000);
        for now in [2000, 2009] {
            assert_eq!(second.present("a", "x", at(now), at(now), POLICY), RefreshOutcome::Replayed);
        }
    }

    #[test]
    fn after_the_grace_the_exchanged_token_revokes_the_grant() {
        let second = rotated(&RefreshRecord::begin("a", at(1000), POLICY), "a", "b", 2000);
        let RefreshOutcome::Reused { next } = second.present("a", "x", at(2010), at(2010), POLICY) else {
            unreachable!()
        };
        assert_eq!(next.revoked, Some(2010.0));
        assert_eq!(next.present("b", "x", at(2011), at(2011), POLICY), RefreshOutcome::Revoked);
    }

    #[test]
    fn two_generations_are_theft_even_inside_the_grace() {
        let second = rotated(&RefreshRecord::begin("a", at(1000), POLICY), "a", "b", 2000);
        let third = rotated(&second, "b", "c", 2001);
        assert!(matches!(third.present("a", "x", at(2002), at(2002), POLICY), RefreshOutcome::Reused { .. }));
        assert_eq!(third.present("b", "x", at(2002), at(2002), POLICY), RefreshOutcome::Replayed);
    }

    #[test]
    fn a_token_that_the_grant_never_had_is_theft() {
        let record = RefreshRecord::begin("a", at(1000), POLICY);
        assert!(matches!(
            record.present("z", "x", at(1001), at(1001), POLICY),
            RefreshOutcome::Reused { .. }
        ));
    }

    #[test]
    fn an_idle_grant_expires() {
        let record = RefreshRecord::begin("a", at(1000), POLICY);
        assert!(matches!(
            record.present("a", "b", at(87_399), at(87_399), POLICY),
            RefreshOutcome::Rotated { .. }
        ));
        assert_eq!(record.present("a", "b", at(87_400), at(87_400), POLICY), RefreshOutcome::Expired);
    }

    #[test]
    fn revocation_keeps_its_first_instant() {
        let record = RefreshRecord::begin("a", at(1000), POLICY).revoke(at(1500));
        assert_eq!(record.revoke(at(1600)).revoked, Some(1500.0));
        assert_eq!(record.present("a", "b", at(1700), at(1700), POLICY), RefreshOutcome::Revoked);
    }

    #[test]
    fn a_clock_that_is_behind_loses_nobody() {
        let second = rotated(&RefreshRecord::begin("a", at(1000), POLICY), "a", "b", 2000);
        assert_eq!(second.present("a", "x", at(1990), at(1990), POLICY), RefreshOutcome::Replayed);
    }

    #[test]
    fn any_order_of_concurrent_requests_is_one_rotation() -> Result<(), serde_json::Error> {
        // Compare-and-swap in miniature: everybody reads the first record, one write wins, the others read again.
        let first = RefreshRecord::begin("a", at(1000), POLICY);
        let winner = rotated(&first, "a", "w", 1001);
        for loser in ["x", "y", "z"] {
            assert!(matches!(
                first.present("a", loser, at(1001), at(1001), POLICY),
                RefreshOutcome::Rotated { .. }
            ));
            assert_eq!(winner.present("a", loser, at(1001), at(1001), POLICY), RefreshOutcome::Replayed);
        }
        let stored: RefreshRecord = serde_json::from_str(&serde_json::to_string(&winner)?)?;
        assert_eq!(stored, winner);
        Ok(())
    }

    #[test]
    fn no_refresh_reaches_past_the_end_of_the_session() {
        let policy = RefreshPolicy { end: Some(100_000.5), ..POLICY };
        let first = RefreshRecord::begin("a", at(1000), policy);
        assert_eq!(first.exp, 87_400.0, "the end is far");
        let RefreshOutcome::Rotated { next } = first.present("a", "b", at(50_000), at(50_000), policy) else {
            unreachable!()
        };
        assert_eq!(next.exp, 100_000.0, "whole seconds, and no later than the end");
        assert!(matches!(
            next.present("b", "c", at(99_999), at(99_999), policy),
            RefreshOutcome::Rotated { .. }
        ));
        assert_eq!(next.present("b", "c", at(100_000), at(100_000), policy), RefreshOutcome::Expired);
    }

    #[test]
    fn an_end_that_was_moved_forward_holds_for_the_tokens_there_are() {
        let first = RefreshRecord::begin("a", at(1000), POLICY);
        let policy = RefreshPolicy { end: Some(2000.0), ..POLICY };
        assert_eq!(first.present("a", "b", at(2000), at(2000), policy), RefreshOutcome::Expired);
    }

    #[test]
    fn a_slow_look_up_makes_no_thief_of_who_came_in_time() {
        let second = rotated(&RefreshRecord::begin("a", at(1000), POLICY), "a", "b", 2000);
        assert_eq!(second.present("a", "x", at(2009), at(2030), POLICY), RefreshOutcome::Replayed);
        let RefreshOutcome::Reused { next } = second.present("a", "x", at(2010), at(2030), POLICY) else {
            unreachable!()
        };
        assert_eq!(next.revoked, Some(2010.0), "theft is dated when it was tried");
    }

    #[test]
    fn a_slow_look_up_uses_up_neither_the_next_grace_nor_the_next_lifetime() {
        let first = RefreshRecord::begin("a", at(1000), POLICY);
        let RefreshOutcome::Rotated { next } = first.present("a", "b", at(2000), at(2030), POLICY) else {
            unreachable!()
        };
        assert_eq!((next.at, next.exp), (2030.0, 88_430.0));
        assert_eq!(next.present("a", "x", at(2039), at(2039), POLICY), RefreshOutcome::Replayed);
        assert!(matches!(next.present("a", "x", at(2040), at(2040), POLICY), RefreshOutcome::Reused { .. }));
    }

    #[test]
    fn a_token_may_expire_during_the_look_up_and_a_session_may_not() {
        let first = RefreshRecord::begin("a", at(1000), POLICY);
        let late = |end| first.present("a", "b", at(87_399), at(87_401), RefreshPolicy { end, ..POLICY });
        assert!(matches!(late(None), RefreshOutcome::Rotated { .. }));
        assert!(matches!(late(Some(87_402.0)), RefreshOutcome::Rotated { .. }));
        assert_eq!(late(Some(87_401.9)), RefreshOutcome::Expired, "whole seconds");
        assert_eq!(late(Some(87_399.0)), RefreshOutcome::Expired);
    }

    #[test]
    fn a_clock_that_went_back_during_the_look_up_reaches_no_further() {
        let first = RefreshRecord::begin("a", at(1000), POLICY);
        let policy = RefreshPolicy { end: Some(2000.0), ..POLICY };
        assert_eq!(first.present("a", "b", at(2000), at(1990), policy), RefreshOutcome::Expired);
        let RefreshOutcome::Rotated { next } = first.present("a", "b", at(1999), at(1990), policy) else {
            unreachable!()
        };
        assert_eq!((next.at, next.exp), (1990.0, 2000.0));
    }

    #[test]
    fn nothing_is_issued_to_an_inactive_owner_and_theft_stays_theft() {
        let second = rotated(&RefreshRecord::begin("a", at(1000), POLICY), "a", "b", 2000);
        let presented =
            |jti: &str, now| second.present(jti, "c", at(now), at(now), POLICY).of_inactive_owner();
        assert_eq!(presented("b", 2001), RefreshOutcome::Inactive);
        assert_eq!(presented("a", 2001), RefreshOutcome::Inactive, "not even the same pair again");
        assert_eq!(presented("b", 88_400), RefreshOutcome::Expired);
        assert!(matches!(presented("a", 2010), RefreshOutcome::Reused { .. }));
        let revoked = second.revoke(at(2002));
        assert_eq!(
            revoked.present("b", "c", at(2003), at(2003), POLICY).of_inactive_owner(),
            RefreshOutcome::Revoked
        );
    }
}
