//! What is stored of an API token, and the steps from one state to the next.

use serde::{Deserialize, Serialize};

use super::{ApiToken, ApiTokenDigest};
use crate::error::Error;
use crate::time::UnixTime;

/// All that is stored of an API token. The token cannot be computed from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApiTokenRecord {
    /// Names the record, in lists and for revocation; not secret.
    pub id: String,
    /// The descriptive name that its owner gave it.
    pub label: String,
    /// Its role, in the provider's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Whom it speaks for.
    pub owner: ApiTokenOwner,
    /// What it may be used for: space-separated scope tokens (RFC 6749 §3.3).
    pub scope: String,
    /// When it was created, in seconds.
    pub created: f64,
    /// When it was used last, in seconds and roughly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<f64>,
    /// Which token it is now, and until when.
    #[serde(flatten)]
    pub state: ApiTokenState,
}

/// Whom a token speaks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "id", rename_all = "lowercase")]
pub enum ApiTokenOwner {
    /// The application of this name.
    Application(String),
    /// The user of this subject, whose permissions bound the token's.
    User(String),
}

/// The part of an [`ApiTokenRecord`] that decides whether a presented token is good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApiTokenState {
    /// What a list shows of the token: its prefix and the first 4 characters of its secret.
    pub start: String,
    /// The digest of the token, in hexadecimal.
    pub digest: String,
    /// The digest of the token that it replaced by the last re-roll.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// Until when the replaced token is still good, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace: Option<f64>,
    /// When the newest token was first used, in seconds: since then it is known to have arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<f64>,
    /// When the token expires, in seconds; never, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<f64>,
    /// When the token was revoked, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<f64>,
}

/// What is asked of a re-roll.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RerollPolicy<'a> {
    /// For how many seconds the token in use stays good; 0 ends every other token of the record at once.
    pub grace: f64,
    /// The `start` of the newest token, if it never reached its owner: that token ends at once, and no other.
    pub lost: Option<&'a str>,
}

/// What a re-roll leads to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Reroll {
    /// Store `next` in place of the state if that is unchanged, and only then hand out the token.
    Rerolled {
        /// The state that takes the place of the present one.
        next: ApiTokenState,
    },
    /// An earlier re-roll has not ended: another one would end a token that was promised until `until`.
    UnderWay {
        /// Until when the replaced token is good, in seconds.
        until: f64,
    },
    /// The token that is said to be lost was used since, or is not the newest.
    NotLost,
}

impl ApiTokenState {
    /// The state of a new token, good until `expires` or for ever.
    pub fn begin(token: &ApiToken, expires: Option<UnixTime>) -> Self {
        Self {
            start: token.start().to_owned(),
            digest: token.digest().to_string(),
            previous: None,
            grace: None,
            seen: None,
            expires: expires.map(UnixTime::as_secs_f64),
            revoked: None,
        }
    }

    /// Whether the presented `token`, which led to this record, is good at `now`.
    ///
    /// # Errors
    /// `ERR_TOKEN_REVOKED` for a revoked token, for one that was re-rolled longer ago than its grace, and for one that
    /// is not of this record; `ERR_TOKEN_EXPIRED`.
    pub fn check(&self, token: &ApiToken, now: UnixTime) -> Result<(), Error> {
        self.check_digest(token.digest(), now)
    }

    /// As [`check`](Self::check), by the digest of a token that was presented earlier: what it was exchanged for ends with it.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn check_digest(&self, presented: ApiTokenDigest, now: UnixTime) -> Result<(), Error> {
        let is = |digest: &str| ApiTokenDigest::parse(digest).is_some_and(|digest| digest == presented);
        let current = is(&self.digest);
        let replaced = self.previous.as_deref().is_some_and(is);
        if !(current || replaced && self.grace_at(now).is_some()) {
            return Err(Error::TokenRevoked);
        }
        self.check_alive(now)
    }

    /// The state after `token`, which was found good, was used at `now`: the first use of the newest token is noted.
    pub fn note_use(&self, token: &ApiToken, now: UnixTime) -> Self {
        let newest = ApiTokenDigest::parse(&self.digest) == Some(token.digest());
        Self { seen: self.seen.or(newest.then_some(now.as_secs_f64())), ..self.clone() }
    }

    /// Asks for `token` in place of the newest one, which stays good for the grace of `policy`.
    ///
    /// Two tokens of a record are good at once, and no more. So a re-roll in the grace of another is refused: it would
    /// end the token in use. A caller who never received the newest token says so, and has that one replaced.
    ///
    /// # Errors
    /// `ERR_TOKEN_REVOKED`, `ERR_TOKEN_EXPIRED`: nothing dead comes to life again.
    pub fn reroll(&self, token: &ApiToken, now: UnixTime, policy: RerollPolicy<'_>) -> Result<Reroll, Error> {
        self.check_alive(now)?;
        let until = (policy.grace > 0.0).then(|| now.plus(policy.grace).as_secs_f64());
        let running = self.grace_at(now);
        let (previous, grace) = match (policy.lost, until, running) {
            (Some(lost), ..) if lost != self.start || self.seen.is_some() => return Ok(Reroll::NotLost),
            (None, Some(_), Some(until)) => return Ok(Reroll::UnderWay { until }),
            // Zero is said out loud: a leaked token must not outlive this call.
            (_, None, _) | (Some(_), _, None) => (None, None),
            // Nobody has the newest token; the one in use gets the longer of both promises.
            (Some(_), Some(until), Some(promised)) => (self.previous.clone(), Some(until.max(promised))),
            (None, Some(until), None) => (Some(self.digest.clone()), Some(until)),
        };
        let (start, digest) = (token.start().to_owned(), token.digest().to_string());
        Ok(Reroll::Rerolled { next: Self { start, digest, previous, grace, seen: None, ..self.clone() } })
    }

    /// The state of the revoked token; unchanged if it was revoked before.
    pub fn revoke(&self, now: UnixTime) -> Self {
        Self { revoked: self.revoked.or(Some(now.as_secs_f64())), ..self.clone() }
    }

    /// Until when the replaced token is good, if it is good at `now`.
    fn grace_at(&self, now: UnixTime) -> Option<f64> {
        self.grace.filter(|&until| self.previous.is_some() && now.as_secs_f64() < until)
    }

    fn check_alive(&self, now: UnixTime) -> Result<(), Error> {
        if self.revoked.is_some() {
            return Err(Error::TokenRevoked);
        }
        match self.expires.and_then(UnixTime::from_secs_f64) {
            Some(exp) if now >= exp => Err(Error::TokenExpired { exp, now }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error_code::ErrorCode;

    fn token(secret: u8) -> Result<ApiToken, Error> {
        ApiToken::from_secret("acme", &[secret; 32])
    }

    fn at(seconds: u32) -> UnixTime {
        UnixTime::from_secs(seconds)
    }

    fn code(result: Result<(), Error>) -> Option<ErrorCode> {
        result.err().map(|error| error.code())
    }

    #[test]
    fn a_token_without_expiry_is_good_until_it_is_revoked() -> Result<(), Error> {
        let state = ApiTokenState::begin(&token(1)?, None);
        assert_eq!(state.check(&token(1)?, at(u32::MAX)), Ok(()));
        assert_eq!(code(state.revoke(at(5)).check(&token(1)?, at(5))), Some(ErrorCode::TokenRevoked));
        assert_eq!(state.revoke(at(5)).revoke(at(9)).revoked, Some(5.0));
        Ok(())
    }

    #[test]
    fn a_token_ends_at_its_expiry() -> Result<(), Error> {
        let state = ApiTokenState::begin(&token(1)?, Some(at(100)));
        assert_eq!(state.check(&token(1)?, at(99)), Ok(()));
        assert_eq!(code(state.check(&token(1)?, at(100))), Some(ErrorCode::TokenExpired));
        Ok(())
    }

    #[test]
    fn another_token_is_not_good_for_this_record() -> Result<(), Error> {
        let state = ApiTokenState::begin(&token(1)?, None);
        assert_eq!(code(state.check(&token(2)?, at(1))), Some(ErrorCode::TokenRevoked));
        Ok(())
    }

    const HOUR: RerollPolicy<'static> = RerollPolicy { grace: 3600.0, lost: None };
    const AT_ONCE: RerollPolicy<'static> = RerollPolicy { grace: 0.0, lost: None };

    fn rerolled(
        state: &ApiTokenState,
        secret: u8,
        now: u32,
        policy: RerollPolicy<'_>,
    ) -> Result<ApiTokenState, Error> {
        match state.reroll(&token(secret)?, at(now), policy)? {
            Reroll::Rerolled { next } => Ok(next),
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn a_rerolled_token_lives_through_its_grace() -> Result<(), Error> {
        let state = rerolled(&ApiTokenState::begin(&token(1)?, None), 2, 100, HOUR)?;
        assert_eq!(state.check(&token(2)?, at(100)), Ok(()));
        assert_eq!(state.check(&token(1)?, at(3699)), Ok(()));
        assert_eq!(code(state.check(&token(1)?, at(3700))), Some(ErrorCode::TokenRevoked));
        assert_eq!(state.start, token(2)?.start(), "a list shows the token that is to be looked for");
        Ok(())
    }

    #[test]
    fn a_second_reroll_in_the_grace_of_the_first_ends_nothing() -> Result<(), Error> {
        let state = rerolled(&ApiTokenState::begin(&token(1)?, None), 2, 100, HOUR)?;
        assert_eq!(state.reroll(&token(3)?, at(3699), HOUR)?, Reroll::UnderWay { until: 3700.0 });
        let later = rerolled(&state, 3, 3700, HOUR)?;
        assert_eq!(later.check(&token(2)?, at(3701)), Ok(()));
        assert_eq!(code(later.check(&token(1)?, at(3701))), Some(ErrorCode::TokenRevoked));
        Ok(())
    }

    #[test]
    fn a_token_that_never_arrived_is_replaced_and_the_one_in_use_stays() -> Result<(), Error> {
        let state = rerolled(&ApiTokenState::begin(&token(1)?, None), 2, 100, HOUR)?;
        let lost = RerollPolicy { lost: Some(&state.start), ..HOUR };
        let again = rerolled(&state, 3, 200, lost)?;
        assert_eq!(again.check(&token(1)?, at(3799)), Ok(()), "for an hour from now: the longer of both");
        assert_eq!(again.check(&token(3)?, at(200)), Ok(()));
        assert_eq!(code(again.check(&token(2)?, at(200))), Some(ErrorCode::TokenRevoked));
        assert_eq!(
            again.reroll(&token(4)?, at(201), lost)?,
            Reroll::NotLost,
            "it is not the newest any more"
        );
        let short = RerollPolicy { grace: 1.0, lost: Some(&state.start) };
        assert_eq!(
            rerolled(&state, 3, 200, short)?.check(&token(1)?, at(3699)),
            Ok(()),
            "what was promised stays"
        );
        Ok(())
    }

    #[test]
    fn a_token_that_was_used_is_not_lost() -> Result<(), Error> {
        let state = rerolled(&ApiTokenState::begin(&token(1)?, None), 2, 100, HOUR)?;
        let lost = RerollPolicy { lost: Some(&state.start), ..HOUR };
        let unused = state.note_use(&token(1)?, at(150));
        assert_eq!(unused, state, "the token in use says nothing about the new one");
        let used = state.note_use(&token(2)?, at(150)).note_use(&token(2)?, at(160));
        assert_eq!(used.seen, Some(150.0));
        assert_eq!(used.reroll(&token(3)?, at(200), lost)?, Reroll::NotLost);
        assert_eq!(rerolled(&used, 3, 5000, HOUR)?.seen, None);
        Ok(())
    }

    #[test]
    fn a_lost_token_is_replaced_after_the_grace_too_and_gets_none_itself() -> Result<(), Error> {
        let created = ApiTokenState::begin(&token(1)?, None);
        let next = rerolled(&created, 2, 100, RerollPolicy { lost: Some(&created.start), ..HOUR })?;
        assert_eq!((&next.previous, next.grace), (&None, None));
        assert_eq!(code(next.check(&token(1)?, at(100))), Some(ErrorCode::TokenRevoked));
        Ok(())
    }

    #[test]
    fn without_grace_every_other_token_ends_at_once() -> Result<(), Error> {
        let state = rerolled(&ApiTokenState::begin(&token(1)?, None), 2, 100, HOUR)?;
        for policy in
            [AT_ONCE, RerollPolicy { grace: -5.0, ..AT_ONCE }, RerollPolicy { grace: f64::NAN, ..AT_ONCE }]
        {
            let next = rerolled(&state, 3, 200, policy)?;
            for old in [1, 2] {
                assert_eq!(code(next.check(&token(old)?, at(200))), Some(ErrorCode::TokenRevoked));
            }
            assert_eq!(next.check(&token(3)?, at(200)), Ok(()));
        }
        Ok(())
    }

    #[test]
    fn a_revocation_in_the_grace_ends_both() -> Result<(), Error> {
        let state = rerolled(&ApiTokenState::begin(&token(1)?, None), 2, 100, HOUR)?.revoke(at(120));
        for secret in [1, 2] {
            assert_eq!(code(state.check(&token(secret)?, at(130))), Some(ErrorCode::TokenRevoked));
        }
        Ok(())
    }

    #[test]
    fn dead_tokens_cannot_be_rerolled() -> Result<(), Error> {
        let state = ApiTokenState::begin(&token(1)?, Some(at(100)));
        assert_eq!(state.revoke(at(5)).reroll(&token(2)?, at(6), AT_ONCE), Err(Error::TokenRevoked));
        assert!(matches!(state.reroll(&token(2)?, at(100), HOUR), Err(Error::TokenExpired { .. })));
        Ok(())
    }

    #[test]
    fn a_record_survives_its_storage() -> Result<(), Box<dyn std::error::Error>> {
        let record = ApiTokenRecord {
            id: "t1".into(),
            label: "deploy".into(),
            role: None,
            owner: ApiTokenOwner::Application("ci".into()),
            scope: "read write".into(),
            created: 1.5,
            used: None,
            state: ApiTokenState::begin(&token(1)?, None),
        };
        let text = serde_json::to_string(&record)?;
        assert!(text.contains(r#""owner":{"type":"application","id":"ci"}"#), "{text}");
        assert!(!text.contains(token(1)?.as_str()));
        assert_eq!(serde_json::from_str::<ApiTokenRecord>(&text)?, record);
        Ok(())
    }
}
