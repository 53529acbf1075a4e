//! The `Authorization` header of the Bearer scheme (RFC 6750 §2.1).

use crate::error::Error;

/// Takes the token out of the value of an `Authorization` header:
/// `Bearer` (in any case), one or more spaces, and characters of `b64token`.
///
/// # Errors
/// [`Error::CredentialsMissing`] for no header or another scheme, [`Error::CredentialsMalformed`] for a Bearer header
/// of another form.
pub fn parse(authorization: Option<&str>) -> Result<&str, Error> {
    let value = authorization.unwrap_or_default().trim_matches([' ', '\t']);
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(Error::CredentialsMissing);
    }
    let token = token.trim_start_matches(' ');
    if token.is_empty() {
        return Err(malformed("the Authorization header has no token after Bearer"));
    }
    if token.contains([' ', '\t', ',']) {
        return Err(malformed("the Authorization header has more than one token"));
    }
    let body = token.trim_end_matches('=');
    let b64token = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    if body.is_empty() || !body.bytes().all(b64token) {
        return Err(malformed("the token in the Authorization header has characters that no token has"));
    }
    Ok(token)
}

fn malformed(reason: &'static str) -> Error {
    Error::CredentialsMalformed { reason }
}
