//! What a token must meet beyond its signature (RFC 8725 §3.8–3.12).

use std::borrow::Cow;

use crate::error::Error;
use crate::jws::{Header, media_type};
use crate::time::UnixTime;
use crate::token::Claims;
use crate::token::bound_tokens::BoundTokens;
use crate::token::scope::Scope;
use crate::token::time_rules::{Expiry, TimeRules, Validity};

/// The checks that a verified token has passed. Issuer and audience have no default: leaving one
/// unchecked has to be said.
#[derive(Clone, Debug)]
pub struct Policy {
    issuer: ExpectedIssuer,
    audience: ExpectedAudience,
    /// Lower case, without `application/`; empty for the default.
    types: Vec<String>,
    subject: Option<String>,
    scope: Scope,
    required_claims: Vec<String>,
    times: TimeRules,
    bound_tokens: BoundTokens,
    max_token_bytes: usize,
}

/// Who may have issued a token: `iss` (RFC 7519 §4.1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedIssuer {
    /// Any one of these.
    AnyOf(Vec<String>),
    /// Anyone who holds a key of the set.
    Unchecked,
}

/// Whom a token must be meant for: `aud` (RFC 7519 §4.1.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedAudience {
    /// Any one of these.
    AnyOf(Vec<String>),
    /// Any: a token for another service is good here too.
    Unchecked,
}

impl ExpectedIssuer {
    /// Exactly this issuer.
    pub fn exactly(issuer: impl Into<String>) -> Self {
        Self::AnyOf(vec![issuer.into()])
    }
}

impl ExpectedAudience {
    /// Any one of these audiences.
    pub fn any_of<A: Into<String>>(audiences: impl IntoIterator<Item = A>) -> Self {
        Self::AnyOf(audiences.into_iter().map(Into::into).collect())
    }
}

impl Policy {
    /// A policy with the defaults: type `JWT`, `at+jwt` or none; expiry required; 5 s of leeway; no bound tokens without
    /// a proof; 8192 bytes at most.
    pub fn new(issuer: ExpectedIssuer, audience: ExpectedAudience) -> Self {
        Self {
            issuer,
            audience,
            types: Vec::new(),
            subject: None,
            scope: Scope::default(),
            required_claims: Vec::new(),
            times: TimeRules { expiry: Expiry::default(), max_age: None, leeway: 5.0 },
            bound_tokens: BoundTokens::default(),
            max_token_bytes: DEFAULT_MAX_TOKEN_BYTES,
        }
    }

    /// Accepts tokens of these types only, compared as media types (RFC 7515 §4.1.9): a token without `typ` is
    /// refused then.
    ///
    /// # Errors
    /// [`Error::OptionInvalid`] for no type or an empty one.
    pub fn with_types<T: AsRef<str>>(mut self, types: impl IntoIterator<Item = T>) -> Result<Self, Error> {
        self.types = types.into_iter().map(|name| media_type(name.as_ref()).into_owned()).collect();
        match self.types.is_empty() || self.types.iter().any(String::is_empty) {
            true => Err(invalid("type", "must name a type")),
            false => Ok(self),
        }
    }

    /// Accepts tokens of this subject only.
    #[must_use]
    pub fn with_subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// Requires all of these scopes.
    ///
    /// # Errors
    /// [`Error::OptionInvalid`] for no scope, or one with characters outside RFC 6749 §3.3.
    pub fn with_scope<S: AsRef<str>>(mut self, scopes: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        let scope = Scope::parse(scopes).filter(|scope| !scope.is_empty());
        self.scope = scope.ok_or_else(|| invalid("scope", "must name scopes of RFC 6749 characters"))?;
        Ok(self)
    }

    /// Requires these claims to be present, whatever their values.
    #[must_use]
    pub fn with_required_claims<C: Into<String>>(mut self, claims: impl IntoIterator<Item = C>) -> Self {
        self.required_claims = claims.into_iter().map(Into::into).collect();
        self
    }

    /// Requires `iat`, and refuses tokens issued `seconds` ago or longer, whatever their `exp`.
    ///
    /// # Errors
    /// [`Error::OptionInvalid`] unless `seconds` is a number above 0.
    pub fn with_max_age(mut self, seconds: f64) -> Result<Self, Error> {
        self.times.max_age = Some(seconds);
        match seconds.is_finite() && seconds > 0.0 {
            true => Ok(self),
            false => Err(invalid("maxAge", "must be a number of seconds above 0")),
        }
    }

    /// Allows clocks to differ by this many seconds, from 0 to 300.
    ///
    /// # Errors
    /// [`Error::OptionInvalid`] outside that range.
    pub fn with_leeway(mut self, seconds: f64) -> Result<Self, Error> {
        self.times.leeway = seconds;
        match (0.0..=300.0).contains(&seconds) {
            true => Ok(self),
            false => Err(invalid("leeway", "must be from 0 to 300 seconds")),
        }
    }

    /// Says whether tokens must expire.
    #[must_use]
    pub fn with_expiry(mut self, expiry: Expiry) -> Self {
        self.times.expiry = expiry;
        self
    }

    /// Says what becomes of a token with `cnf` (RFC 7800) that comes without a proof.
    #[must_use]
    pub fn with_bound_tokens(mut self, bound_tokens: BoundTokens) -> Self {
        self.bound_tokens = bound_tokens;
        self
    }

    /// Refuses longer tokens, in bytes, before anything of them is read.
    #[must_use]
    pub fn with_max_token_bytes(mut self, bytes: usize) -> Self {
        self.max_token_bytes = bytes;
        self
    }

    pub(crate) fn max_token_bytes(&self) -> usize {
        self.max_token_bytes
    }

    pub(crate) fn checks_issuer(&self) -> bool {
        self.issuer != ExpectedIssuer::Unchecked
    }

    pub(crate) fn checks_audience(&self) -> bool {
        self.audience != ExpectedAudience::Unchecked
    }

    pub(crate) fn bound_tokens(&self) -> BoundTokens {
        self.bound_tokens
    }

    /// The rules of time, which an inspection tells one by one.
    pub(crate) fn times(&self) -> &TimeRules {
        &self.times
    }

    /// Checks everything but the signature, and says how long the answer holds.
    ///
    /// `held` is the thumbprint of the key that the presenter of the token has proven to hold.
    pub(crate) fn check(
        &self,
        header: &Header,
        claims: &Claims<'_>,
        held: Option<&str>,
        now: UnixTime,
    ) -> Result<Validity, Error> {
        self.check_type(header.token_type())?;
        self.check_issuer(claims)?;
        self.check_audience(claims)?;
        self.check_subject(claims)?;
        let validity = self.times.check(claims, now)?;
        self.bound_tokens.check(claims, held)?;
        for claim in &self.required_claims {
            require(claims.contains(claim), claim.clone())?;
        }
        self.scope.require(claims)?;
        Ok(validity)
    }

    fn check_type(&self, typ: Option<&str>) -> Result<(), Error> {
        let accepted = match typ.map(media_type) {
            None => self.types.is_empty(),
            Some(typ) if self.types.is_empty() => typ == "jwt" || typ == "at+jwt",
            Some(typ) => self.types.iter().any(|accepted| *accepted == typ),
        };
        accepted.then_some(()).ok_or(Error::TypeMismatch)
    }

    fn check_issuer(&self, claims: &Claims<'_>) -> Result<(), Error> {
        let ExpectedIssuer::AnyOf(accepted) = &self.issuer else { return Ok(()) };
        let issuer = claims.issuer().ok_or(Error::ClaimMissing { claim: Cow::Borrowed("iss") })?;
        accepted.iter().any(|name| name == issuer).then_some(()).ok_or(Error::IssuerMismatch)
    }

    fn check_audience(&self, claims: &Claims<'_>) -> Result<(), Error> {
        let ExpectedAudience::AnyOf(accepted) = &self.audience else { return Ok(()) };
        require(claims.contains("aud"), "aud")?;
        let meant = claims.audience().any(|audience| accepted.iter().any(|name| name == audience));
        meant.then_some(()).ok_or(Error::AudienceMismatch)
    }

    fn check_subject(&self, claims: &Claims<'_>) -> Result<(), Error> {
        let Some(expected) = &self.subject else { return Ok(()) };
        let subject = claims.subject().ok_or(Error::ClaimMissing { claim: Cow::Borrowed("sub") })?;
        (subject == expected).then_some(()).ok_or(Error::SubjectMismatch)
    }
}

fn require(present: bool, claim: impl Into<Cow<'static, str>>) -> Result<(), Error> {
    if present { Ok(()) } else { Err(Error::ClaimMissing { claim: claim.into() }) }
}

fn invalid(option: &'static str, reason: &'static str) -> Error {
    Error::OptionInvalid { option: Cow::Borrowed(option), reason }
}

/// The longest token that is accepted, and issued, unless an option says otherwise.
pub(super) const DEFAULT_MAX_TOKEN_BYTES: usize = 8192;
