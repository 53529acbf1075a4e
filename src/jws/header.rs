//! The protected header (RFC 7515 §4).

use std::borrow::Cow;

use crate::encoding::json::Json;
use crate::error::{Error, TokenPart};

/// The protected header of a token. Only `alg`, `kid`, `typ`, `crit` and `b64` are read: keys or addresses of keys
/// that a header brings along (`jwk`, `jku`, `x5c`, `x5u`) are never trusted and never fetched.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    json: String,
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    /// `crit` or `b64`, if the header has one of them.
    critical: Option<&'static str>,
}

impl Header {
    pub(crate) fn parse(json: Vec<u8>) -> Result<Self, Error> {
        let malformed = |reason| Error::TokenMalformed { part: TokenPart::Header, reason };
        let object = Json::parse_object(&json).map_err(malformed)?;
        let text = |name, reason| match object.get(name) {
            None => Ok(None),
            Some(Json::String(text)) => Ok(Some(text.clone().into_owned())),
            Some(_) => Err(malformed(reason)),
        };
        let alg = text("alg", "alg is not a string")?.ok_or_else(|| malformed("has no alg"))?;
        let kid = text("kid", "kid is not a string")?;
        let typ = text("typ", "typ is not a string")?;
        let critical = ["crit", "b64"].into_iter().find(|name| object.get(name).is_some());
        drop(object);
        let json = String::from_utf8(json).map_err(|_| malformed("is not UTF-8"))?;
        Ok(Self { json, alg, kid, typ, critical })
    }

    /// The header as JSON text, as it was signed.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// `alg`: the algorithm that the token claims to be signed with (RFC 7515 §4.1.1).
    pub fn algorithm(&self) -> &str {
        &self.alg
    }

    /// `kid`: which key the token claims to be signed with (RFC 7515 §4.1.4).
    pub fn key_id(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// `typ`: the media type of the token (RFC 7515 §4.1.9).
    pub fn token_type(&self) -> Option<&str> {
        self.typ.as_deref()
    }

    /// Refuses every extension that must be understood: none is (RFC 7515 §4.1.11, RFC 7797 §3).
    pub(crate) fn refuse_critical(&self) -> Result<(), Error> {
        self.critical.map_or(Ok(()), |name| Err(Error::CriticalHeader { name }))
    }
}

/// A type as it is compared: media types have no case, and `application/` is left out (RFC 7515 §4.1.9).
pub(crate) fn media_type(typ: &str) -> Cow<'_, str> {
    let lower = match typ.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(typ.to_ascii_lowercase()),
        false => Cow::Borrowed(typ),
    };
    match lower.strip_prefix("application/") {
        Some(short) if !short.contains('/') => Cow::Owned(short.to_owned()),
        _ => lower,
    }
}
