//! The compact form: `header.payload.signature` (RFC 7515 §7.1).

use crate::encoding::base64url;
use crate::encoding::json::Json;
use crate::error::{Error, TokenPart};
use crate::jws::Header;

/// A token as it was spelled, of any algorithm. Nothing in it can be believed.
#[derive(Clone, Debug)]
pub struct UnverifiedToken<'t> {
    header: Header,
    signing_input: &'t str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

/// Takes any compact JWS of at most 1 MiB apart, whatever its algorithm, without verifying anything.
///
/// # Errors
/// [`Error::TokenTooLarge`], [`Error::TokenMalformed`].
pub fn decode(token: &str) -> Result<UnverifiedToken<'_>, Error> {
    UnverifiedToken::parse(token, MAX_BYTES)
}

/// The claims of a compact JWS as JSON text, or `None` if its payload is not a JSON object: half of [`decode`], for
/// those who have read the header of another token that is spelled the same.
///
/// # Errors
/// [`Error::TokenTooLarge`], [`Error::TokenMalformed`].
#[cfg(feature = "wasm")]
pub(crate) fn decode_claims(token: &str) -> Result<Option<String>, Error> {
    let parts = Parts::split(token, MAX_BYTES)?;
    let payload = parts.decode_payload()?;
    parts.decode_signature()?;
    let Ok(text) = String::from_utf8(payload) else { return Ok(None) };
    Ok(is_object(&text)?.then_some(text))
}

impl<'t> UnverifiedToken<'t> {
    /// Takes a token of at most `max_bytes` apart: three parts of canonical base64url, a strict JSON object as
    /// header. The payload stays bytes.
    ///
    /// # Errors
    /// [`Error::TokenTooLarge`], [`Error::TokenMalformed`].
    pub fn parse(token: &'t str, max_bytes: usize) -> Result<Self, Error> {
        let parts = Parts::split(token, max_bytes)?;
        Ok(Self {
            header: parts.decode_header()?,
            payload: parts.decode_payload()?,
            signature: parts.decode_signature()?,
            signing_input: parts.signing_input,
        })
    }

    /// The protected header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The bytes of the payload.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The bytes of the signature.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// What the signature is over: the first two parts as they are spelled (RFC 7515 §5.2).
    pub fn signing_input(&self) -> &'t str {
        self.signing_input
    }

    /// The payload as JSON text, or `None` if it is not a JSON object: a JWS may sign anything.
    ///
    /// # Errors
    /// [`Error::TokenMalformed`] if it begins as an object and breaks the rules of JSON.
    pub fn claims_json(&self) -> Result<Option<&str>, Error> {
        let Ok(text) = std::str::from_utf8(&self.payload) else { return Ok(None) };
        Ok(is_object(text)?.then_some(text))
    }

    /// The `iss` that the token claims, unless it has none: good for choosing among key sets, and for nothing else.
    ///
    /// # Errors
    /// [`Error::ClaimMalformed`] if it is not a string, [`Error::TokenMalformed`] if the payload is not a JSON object.
    pub fn issuer(&self) -> Result<Option<String>, Error> {
        let claims =
            Json::parse_object(&self.payload).map_err(|reason| malformed(TokenPart::Payload, reason))?;
        let Some(issuer) = claims.get("iss") else { return Ok(None) };
        let issuer = issuer.as_str().ok_or(Error::ClaimMalformed { claim: "iss", expected: "a string" })?;
        Ok(Some(issuer.to_owned()))
    }

    pub(crate) fn into_parts(self) -> (Header, Vec<u8>) {
        (self.header, self.payload)
    }
}

/// The three parts as they are spelled.
pub(crate) struct Parts<'t> {
    pub(crate) signing_input: &'t str,
    pub(crate) header: &'t str,
    payload: &'t str,
    signature: &'t str,
}

impl<'t> Parts<'t> {
    pub(crate) fn split(token: &'t str, max_bytes: usize) -> Result<Self, Error> {
        if token.len() > max_bytes {
            return Err(Error::TokenTooLarge { bytes: token.len(), limit: max_bytes });
        }
        let Some((signing_input, signature)) = token.rsplit_once('.') else {
            return Err(malformed(TokenPart::Token, "has no parts"));
        };
        match signing_input.split_once('.') {
            Some((header, payload)) if !payload.contains('.') => {
                Ok(Self { signing_input, header, payload, signature })
            }
            _ => Err(malformed(TokenPart::Token, wrong_part_count(token))),
        }
    }

    pub(crate) fn decode_header(&self) -> Result<Header, Error> {
        Header::parse(decode_part(self.header, TokenPart::Header)?)
    }

    pub(crate) fn decode_payload(&self) -> Result<Vec<u8>, Error> {
        decode_part(self.payload, TokenPart::Payload)
    }

    pub(crate) fn decode_signature(&self) -> Result<Vec<u8>, Error> {
        decode_part(self.signature, TokenPart::Signature)
    }
}

fn decode_part(text: &str, part: TokenPart) -> Result<Vec<u8>, Error> {
    base64url::decode(text).ok_or_else(|| malformed(part, "is not canonical base64url"))
}

// A payload that begins as an object has to be one, by the rules of JSON.
fn is_object(text: &str) -> Result<bool, Error> {
    if !text.trim_start().starts_with('{') {
        return Ok(false);
    }
    Json::parse(text).map(|_| true).map_err(|reason| malformed(TokenPart::Payload, reason))
}

fn wrong_part_count(token: &str) -> &'static str {
    match token.split('.').count() {
        5 => "has five parts: this is a JWE, which is encrypted and cannot be read here",
        _ => "does not have three parts",
    }
}

fn malformed(part: TokenPart, reason: &'static str) -> Error {
    Error::TokenMalformed { part, reason }
}

/// What is read without a policy to bound it: 1 MiB.
const MAX_BYTES: usize = 1 << 20;
