//! What is stored of an API token, and the steps from one state to the next.

use serde::{Deserialize, Serialize};

use super::api_token::{ApiToken, ApiTokenDigest};
use crate::error::Error;
use crate::time::UnixTime;

/// All that is stored of an API token. The token itself cannot be had from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApiTokenRecord {
    /// Names the record, in lists and for revocation; not secret.
    pub id: String,
    /// The descriptive name that its owner gave it.
    pub label: String,
    /// The role that it stands for, in the provider's own words.
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
    /// When the token expires, in seconds; never, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<f64>,
    /// When the token was revoked, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<f64>,
}

impl ApiTokenState {
    /// The state of a new token, good until `expires` or for ever.
    pub fn begin(token: &ApiToken, expires: Option<UnixTime>) -> Self {
        Self {
            start: token.start().to_owned(),
            digest: token.digest().to_string(),
            previous: None,
            grace: None,
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
        let presented = token.digest();
        let is = |digest: &str| ApiTokenDigest::parse(digest).is_some_and(|digest| digest == presented);
        let current = is(&self.digest);
        let replaced = self.previous.as_deref().is_some_and(is);
        let in_grace = self.grace.is_some_and(|until| now.as_secs_f64() < until);
        if self.revoked.is_some() || !(current || replaced && in_grace) {
            return Err(Error::TokenRevoked);
        }
        match self.expires.and_then(UnixTime::from_secs_f64) {
            Some(exp) if now >= exp => Err(Error::TokenExpired { exp, now }),
            _ => Ok(()),
        }
    }

    /// The state with `token` in place of the present one, which stays good until `grace_until`.
    ///
    /// A token that is still in the grace of an earlier re-roll ends now: one re-roll, one token to look for.
    ///
    /// # Errors
    /// `ERR_TOKEN_REVOKED`, `ERR_TOKEN_EXPIRED`: nothing dead comes to life again.
    pub fn reroll(&self, token: &ApiToken, now: UnixTime, grace_until: UnixTime) -> Result<Self, Error> {
        if self.revoked.is_some() {
            return Err(Error::TokenRevoked);
        }
        if let Some(exp) = self.expires.and_then(UnixTime::from_secs_f64).filter(|&exp| now >= exp) {
            return Err(Error::TokenExpired { exp, now });
        }
        Ok(Self {
            start: token.start().to_owned(),
            digest: token.digest().to_string(),
            previous: Some(self.digest.clone()),
            grace: Some(grace_until.as_secs_f64()),
            ..self.clone()
        })
    }

    /// The state of the revoked token; unchanged if it was revoked before.
    pub fn revoke(&self, now: UnixTime) -> Self {
        Self { revoked: self.revoked.or(Some(now.as_secs_f64())), ..self.clone() }
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

    #[test]
    fn a_rerolled_token_lives_through_its_grace() -> Result<(), Error> {
        let state = ApiTokenState::begin(&token(1)?, None).reroll(&token(2)?, at(100), at(160))?;
        assert_eq!(state.check(&token(2)?, at(100)), Ok(()));
        assert_eq!(state.check(&token(1)?, at(159)), Ok(()));
        assert_eq!(code(state.check(&token(1)?, at(160))), Some(ErrorCode::TokenRevoked));
        assert_eq!(code(state.revoke(at(120)).check(&token(1)?, at(130))), Some(ErrorCode::TokenRevoked));
        let again = state.reroll(&token(3)?, at(120), at(180))?;
        assert_eq!(again.start, token(3)?.start(), "a list shows the token that is to be looked for");
        assert_ne!(again.start, state.start);
        assert_eq!(code(again.check(&token(1)?, at(130))), Some(ErrorCode::TokenRevoked));
        assert_eq!(again.check(&token(2)?, at(130)), Ok(()));
        Ok(())
    }

    #[test]
    fn dead_tokens_cannot_be_rerolled() -> Result<(), Error> {
        let state = ApiTokenState::begin(&token(1)?, Some(at(100)));
        assert!(state.revoke(at(5)).reroll(&token(2)?, at(6), at(9)).is_err());
        assert!(state.reroll(&token(2)?, at(100), at(109)).is_err());
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
