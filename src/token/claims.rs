//! The claims of a token (RFC 7519 §4), with the registered ones of the right type.

use crate::encoding::json::Json;
use crate::error::{Error, TokenPart};
use crate::time::UnixTime;

/// Claims whose registered members have the types that RFC 7519 §4.1 gives them.
#[derive(Clone, Debug)]
pub struct Claims<'t> {
    object: Json<'t>,
    expires_at: Option<UnixTime>,
    not_before: Option<UnixTime>,
    issued_at: Option<UnixTime>,
}

impl<'t> Claims<'t> {
    /// Reads the claims of a payload.
    pub(crate) fn parse(payload: &'t [u8]) -> Result<Self, Error> {
        let malformed = |reason| Error::TokenMalformed { part: TokenPart::Payload, reason };
        let object = Json::parse_object(payload).map_err(malformed)?;
        for claim in ["iss", "sub", "jti"] {
            if object.get(claim).is_some_and(|value| value.as_str().is_none()) {
                return Err(Error::ClaimMalformed { claim, expected: "a string" });
            }
        }
        let audience_fits = |aud: &Json<'_>| aud.as_str().is_some() || aud.as_strings().is_some();
        if !object.get("aud").is_none_or(audience_fits) {
            return Err(Error::ClaimMalformed { claim: "aud", expected: "a string or an array of strings" });
        }
        Ok(Self {
            expires_at: numeric_date(&object, "exp")?,
            not_before: numeric_date(&object, "nbf")?,
            issued_at: numeric_date(&object, "iat")?,
            object,
        })
    }

    /// `iss`: who issued the token.
    pub fn issuer(&self) -> Option<&str> {
        self.text("iss")
    }

    /// `sub`: whom the token speaks of.
    pub fn subject(&self) -> Option<&str> {
        self.text("sub")
    }

    /// `jti`: the token's own identifier.
    pub fn token_id(&self) -> Option<&str> {
        self.text("jti")
    }

    /// `aud`: whom the token is meant for; nothing if the claim is absent.
    pub fn audience(&self) -> impl Iterator<Item = &str> {
        let aud = self.object.get("aud");
        let several = aud.and_then(Json::as_strings);
        aud.and_then(Json::as_str).into_iter().chain(several.into_iter().flatten())
    }

    /// `exp`: when the token expires.
    pub fn expires_at(&self) -> Option<UnixTime> {
        self.expires_at
    }

    /// `nbf`: when the token becomes valid.
    pub fn not_before(&self) -> Option<UnixTime> {
        self.not_before
    }

    /// `iat`: when the token was issued.
    pub fn issued_at(&self) -> Option<UnixTime> {
        self.issued_at
    }

    /// Any other claim that is a string.
    pub fn text(&self, claim: &str) -> Option<&str> {
        self.object.get(claim)?.as_str()
    }

    /// Whether a claim is present, whatever its value.
    pub fn contains(&self, claim: &str) -> bool {
        self.object.get(claim).is_some()
    }

    pub(crate) fn get(&self, claim: &str) -> Option<&Json<'t>> {
        self.object.get(claim)
    }
}

/// The last second of the year 9999: past it lie milliseconds taken for seconds, a token valid for millennia.
pub(crate) const LAST_INSTANT: f64 = 253_402_300_799.0;

fn numeric_date(object: &Json<'_>, claim: &'static str) -> Result<Option<UnixTime>, Error> {
    let Some(value) = object.get(claim) else { return Ok(None) };
    let seconds = value.as_number().filter(|seconds| (0.0..=LAST_INSTANT).contains(seconds));
    let instant = seconds.and_then(UnixTime::from_secs_f64);
    instant
        .map(Some)
        .ok_or(Error::ClaimMalformed { claim, expected: "seconds since the epoch, before the year 10000" })
}
