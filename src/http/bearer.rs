//! The `Authorization` header of the schemes Bearer (RFC 6750 §2.1) and DPoP (RFC 9449 §7.1).

use crate::error::Error;

/// Takes the token out of the value of an `Authorization` header:
/// `Bearer` (in any case), one or more spaces, and characters of `b64token`.
///
/// # Errors
/// [`Error::CredentialsMissing`] for no header or another scheme, [`Error::CredentialsMalformed`] for a Bearer header
/// of another form.
pub fn parse(authorization: Option<&str>) -> Result<&str, Error> {
    parse_scheme(authorization, "Bearer", "the Authorization header has no token after Bearer")
}

/// Takes the token out of the value of an `Authorization` header of the scheme `DPoP` (RFC 9449 §7.1), which is of the
/// same grammar as `Bearer`.
///
/// # Errors
/// As [`parse_bearer`](parse).
pub fn parse_dpop(authorization: Option<&str>) -> Result<&str, Error> {
    parse_scheme(authorization, "DPoP", "the Authorization header has no token after DPoP")
}

fn parse_scheme<'a>(
    authorization: Option<&'a str>,
    expected: &str,
    without_token: &'static str,
) -> Result<&'a str, Error> {
    let value = authorization.unwrap_or_default().trim_matches([' ', '\t']);
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case(expected) {
        return Err(Error::CredentialsMissing);
    }
    let token = token.trim_start_matches(' ');
    if token.is_empty() {
        return Err(malformed(without_token));
    }
    let body = token.trim_end_matches('=');
    if body.is_empty() || !body.bytes().all(is_b64token) {
        return Err(malformed(match token.contains([' ', '\t', ',']) {
            true => "the Authorization header has more than one token",
            false => "the token in the Authorization header has characters that a token cannot have",
        }));
    }
    Ok(token)
}

fn is_b64token(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'+' | b'/')
}

fn malformed(reason: &'static str) -> Error {
    Error::CredentialsMalformed { reason }
}
