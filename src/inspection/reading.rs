//! Reading a token as far as it can be read: the verifier stops at the first fault, but a person wants to see the rest.

use serde::Serialize;

use crate::encoding::base64url;
use crate::encoding::json::Json;
use crate::http::parse_bearer;
use crate::session::ApiToken;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TokenKind {
    /// A signed token (RFC 7515), perhaps a broken one.
    Jws,
    /// An encrypted token (RFC 7516).
    Jwe,
    /// An opaque API token: `prefix_` and 49 characters.
    ApiToken,
    /// Something else.
    Unreadable,
}

/// A text, split and decoded without any strictness.
pub(super) struct Reading<'t> {
    pub(super) kind: TokenKind,
    /// The token itself, without `Bearer` and white space around it.
    pub(super) text: &'t str,
    /// At most six: one more than any form has.
    pub(super) parts: Vec<&'t str>,
    pub(super) header: Part,
    pub(super) payload: Part,
    signature: Option<Vec<u8>>,
}

/// The bytes of one part.
pub(super) struct Part {
    pub(super) bytes: Vec<u8>,
}

impl<'t> Reading<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let text = credential(text);
        let parts: Vec<&str> = text.splitn(6, '.').collect();
        let header = Part::of(parts[0]);
        let kind = match parts.len() {
            _ if ApiToken::prefix_of(text).is_some() => TokenKind::ApiToken,
            5 if header.looks_like_object() => TokenKind::Jwe,
            2.. if header.looks_like_object() => TokenKind::Jws,
            _ => TokenKind::Unreadable,
        };
        let signed = kind == TokenKind::Jws;
        let header = if signed || kind == TokenKind::Jwe { header } else { Part::empty() };
        let payload = if signed { Part::of(parts[1]) } else { Part::empty() };
        let signature = parts.get(2).filter(|_| signed).map(|part| lenient(part));
        Self { kind, text, parts, header, payload, signature }
    }

    pub(super) fn signature(&self) -> Option<&[u8]> {
        self.signature.as_deref()
    }

    /// The algorithm as far as the header can be read.
    pub(super) fn algorithm(&self) -> Option<String> {
        self.header.object().ok()?.get("alg")?.as_str().map(str::to_owned)
    }

    /// One sentence on what the text is.
    pub(super) fn summary(&self) -> String {
        let bytes = self.text.len();
        match self.kind {
            TokenKind::Jws => match self.algorithm().filter(|alg| alg.len() <= 20) {
                Some(alg) => format!("A token (JWS), {alg}, {bytes} bytes."),
                None => format!("A token (JWS) of {bytes} bytes."),
            },
            TokenKind::Jwe => "An encrypted token (JWE): only its recipient can read it.".to_owned(),
            TokenKind::ApiToken => {
                let prefix = ApiToken::prefix_of(self.text).unwrap_or_default();
                format!("An API token with the prefix {prefix}: opaque, with nothing in it to read.")
            }
            TokenKind::Unreadable => format!("{bytes} bytes, {}.", self.appearance()),
        }
    }

    fn appearance(&self) -> &'static str {
        let text = self.text;
        match text.chars().any(|c| (c.is_control() && !c.is_ascii_whitespace()) || c == '\u{fffd}') {
            true => "binary rather than text: not a token",
            false if text.starts_with("-----BEGIN") => "a key in PEM: it belongs in the field for keys",
            false if text.starts_with('{') => "JSON: a token is written as base64url with two dots",
            false if self.parts.len() == 3 => "three parts, but the first is not a token header",
            false if self.parts.len() == 1 => "in one piece: a token has three parts separated by dots",
            false => "but not the three parts of a token",
        }
    }
}

impl Part {
    fn of(text: &str) -> Self {
        Self { bytes: lenient(text) }
    }

    fn empty() -> Self {
        Self { bytes: Vec::new() }
    }

    pub(super) fn object(&self) -> Result<Json<'_>, &'static str> {
        Json::parse_object(&self.bytes)
    }

    pub(super) fn into_text(self) -> Option<String> {
        String::from_utf8(self.bytes).ok().filter(|text| !text.is_empty())
    }

    fn looks_like_object(&self) -> bool {
        self.bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
    }
}

fn credential(text: &str) -> &str {
    let text = text.trim();
    let value = match text.split_once(':') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("authorization") => value.trim(),
        _ => text,
    };
    parse_bearer(Some(value)).unwrap_or(value)
}

// Both alphabets, with padding, white space and stray bits: whatever its issuer may have meant.
fn lenient(text: &str) -> Vec<u8> {
    if let Some(bytes) = base64url::decode(text) {
        return bytes;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for byte in text.bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' | b'+' => 62,
            b'_' | b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held).to_be_bytes()[3]);
            bits &= (1 << held) - 1;
        }
    }
    bytes
}
