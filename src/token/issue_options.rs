//! What an issuer puts into each of its tokens.

use std::borrow::Cow;

use crate::encoding::json::quote;
use crate::error::Error;
use crate::time::UnixTime;
use crate::token::claims::LAST_INSTANT;
use crate::token::policy::DEFAULT_MAX_TOKEN_BYTES;
use crate::token::scope::Scope;

/// How long tokens live, and the claims that all of them get.
#[derive(Clone, Debug)]
pub struct IssueOptions {
    lifetime: Lifetime,
    not_before: Option<f64>,
    token_type: String,
    issuer: Option<String>,
    subject: Option<String>,
    audience: Vec<String>,
    scope: Option<Scope>,
    token_id: Option<String>,
    max_token_bytes: usize,
}

/// How long a token lives. There is no default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lifetime {
    /// This many seconds, rounded up to a whole one.
    Seconds(f64),
    /// For ever, or until it is revoked.
    Never,
    /// As its claims say themselves: for [`Issuer::issue_claims`](crate::Issuer::issue_claims) alone.
    Stated,
}

/// A claim that comes from an option, its value as JSON text.
pub(crate) struct Registered {
    pub(crate) claim: &'static str,
    pub(crate) option: &'static str,
    pub(crate) json: String,
}

impl IssueOptions {
    /// Options for tokens of type `JWT` that live as long as `lifetime` says.
    ///
    /// # Errors
    /// [`Error::OptionInvalid`] unless the seconds are a number above 0.
    pub fn new(lifetime: Lifetime) -> Result<Self, Error> {
        if let Lifetime::Seconds(seconds) = lifetime {
            positive("expiresIn", seconds)?;
        }
        Ok(Self {
            lifetime,
            not_before: None,
            token_type: "JWT".to_owned(),
            issuer: None,
            subject: None,
            audience: Vec::new(),
            scope: None,
            token_id: None,
            max_token_bytes: DEFAULT_MAX_TOKEN_BYTES,
        })
    }

    /// Sets `iss`.
    #[must_use]
    pub fn with_issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Sets `aud`: one audience as a string, several as an array.
    #[must_use]
    pub fn with_audience<A: Into<String>>(mut self, audiences: impl IntoIterator<Item = A>) -> Self {
        self.audience = audiences.into_iter().map(Into::into).collect();
        self
    }

    /// Sets `sub`.
    #[must_use]
    pub fn with_subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// Sets `nbf`, this many seconds after the token is issued.
    ///
    /// # Errors
    /// [`Error::OptionInvalid`] unless `seconds` is a number, 0 or above.
    pub fn with_not_before(mut self, seconds: f64) -> Result<Self, Error> {
        if seconds != 0.0 {
            positive("notBefore", seconds)?;
        }
        self.not_before = Some(seconds);
        Ok(self)
    }

    /// Sets `jti`. Without it each token gets a random one.
    #[must_use]
    pub fn with_token_id(mut self, token_id: impl Into<String>) -> Self {
        self.token_id = Some(token_id.into());
        self
    }

    /// Sets `typ` in the header, such as `at+jwt` (RFC 9068 §2.1).
    ///
    /// # Errors
    /// [`Error::OptionInvalid`] for an empty type.
    pub fn with_token_type(mut self, token_type: impl Into<String>) -> Result<Self, Error> {
        self.token_type = token_type.into();
        match self.token_type.is_empty() {
            true => Err(invalid("type", "must not be empty")),
            false => Ok(self),
        }
    }

    /// Sets `scope` (RFC 8693 §4.2).
    ///
    /// # Errors
    /// [`Error::OptionInvalid`] for characters outside RFC 6749 §3.3.
    pub fn with_scope<S: AsRef<str>>(mut self, scopes: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        self.scope =
            Some(Scope::parse(scopes).ok_or_else(|| invalid("scope", "must be of RFC 6749 characters"))?);
        Ok(self)
    }

    /// Sets the longest token that may be issued: 8192 bytes without it, which is also the longest that a
    /// [`Policy`](crate::Policy) accepts by default.
    #[must_use]
    pub fn with_max_token_bytes(mut self, bytes: usize) -> Self {
        self.max_token_bytes = bytes;
        self
    }

    pub(crate) fn max_token_bytes(&self) -> usize {
        self.max_token_bytes
    }

    pub(crate) fn token_type(&self) -> &str {
        &self.token_type
    }

    /// Refuses options that say when a token begins or ends: its claims do.
    pub(crate) fn refuse_instants(&self) -> Result<(), Error> {
        match (self.lifetime, self.not_before) {
            (Lifetime::Stated, None) => Ok(()),
            (Lifetime::Stated, Some(_)) => Err(invalid("notBefore", "must be left to the claims")),
            _ => Err(invalid("expiresIn", "must be left to the claims: Lifetime::Stated")),
        }
    }

    /// The claims of every token.
    pub(crate) fn registered(&self) -> Vec<Registered> {
        let mut claims = Vec::with_capacity(8);
        let mut add = |claim, option, json| claims.push(Registered { claim, option, json });
        let texts = [
            ("iss", "issuer", &self.issuer),
            ("sub", "subject", &self.subject),
            ("jti", "jwtId", &self.token_id),
        ];
        for (claim, option, value) in texts {
            if let Some(value) = value {
                add(claim, option, quote(value));
            }
        }
        match self.audience.as_slice() {
            [] => {}
            [one] => add("aud", "audience", quote(one)),
            several => {
                let names: Vec<String> = several.iter().map(|name| quote(name)).collect();
                add("aud", "audience", format!("[{}]", names.join(",")));
            }
        }
        if let Some(scope) = &self.scope {
            add("scope", "scope", quote(&scope.join()));
        }
        claims
    }

    /// The claims of time for a token issued at `now`.
    pub(crate) fn instants(&self, now: UnixTime) -> Result<Vec<Registered>, Error> {
        let mut claims = vec![Registered { claim: "iat", option: "now", json: instant("now", now)? }];
        if let Some(seconds) = self.not_before {
            let json = instant("notBefore", later(now, seconds))?;
            claims.push(Registered { claim: "nbf", option: "notBefore", json });
        }
        match self.lifetime {
            Lifetime::Seconds(seconds) => {
                let json = instant("expiresIn", later(now, seconds))?;
                claims.push(Registered { claim: "exp", option: "expiresIn", json });
            }
            Lifetime::Never => {}
            Lifetime::Stated => {
                return Err(invalid("expiresIn", "must be given: these claims do not state it"));
            }
        }
        Ok(claims)
    }
}

// `iat` is a whole second, rounded down; a life in seconds is rounded up, so that it is never shorter than said.
fn later(now: UnixTime, seconds: f64) -> UnixTime {
    now.plus(seconds.ceil())
}

fn instant(option: &'static str, time: UnixTime) -> Result<String, Error> {
    let range = 0.0..=LAST_INSTANT;
    match range.contains(&time.as_secs_f64()) {
        true => Ok(time.as_secs().to_string()),
        false => Err(invalid(option, "leads outside the years 1970 to 9999")),
    }
}

fn positive(option: &'static str, seconds: f64) -> Result<(), Error> {
    match seconds.is_finite() && seconds > 0.0 {
        true => Ok(()),
        false => Err(invalid(option, "must be a number of seconds above 0")),
    }
}

fn invalid(option: &'static str, reason: &'static str) -> Error {
    Error::OptionInvalid { option: Cow::Borrowed(option), reason }
}
