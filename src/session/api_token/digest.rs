//! What is stored in place of an API token.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The SHA-256 of an API token, compared in constant time and written as 64 lower-case hexadecimal digits.
///
/// No salt and no stretching: 256 random bits can be neither guessed nor found in a table.
#[derive(Clone, Copy)]
pub struct ApiTokenDigest([u8; 32]);

impl ApiTokenDigest {
    /// The digest of the token with this text.
    pub(super) fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }

    /// Reads what `Display` wrote; `None` for any other spelling.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        let mut bytes = [0; 32];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl PartialEq for ApiTokenDigest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for ApiTokenDigest {}

impl fmt::Display for ApiTokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ApiTokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_has_one_spelling() {
        let digest = "ab".repeat(32);
        assert!(ApiTokenDigest::parse(&digest).is_some());
        for text in
            ["", &digest[2..], &format!("{digest}ab"), &digest.to_uppercase(), &digest.replace("ab", "+b")]
        {
            assert_eq!(ApiTokenDigest::parse(text), None, "{text}");
        }
    }
}
