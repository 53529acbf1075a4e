//! Permanent API tokens: opaque, shown once, kept as a digest. `grammar` says how they are written.

mod digest;
mod grammar;
mod record;

use std::fmt;

use zeroize::Zeroizing;

use crate::error::{Error, TokenPart};
use crate::random;

pub use digest::ApiTokenDigest;
pub use record::{ApiTokenOwner, ApiTokenRecord, ApiTokenState, Reroll, RerollPolicy};

/// A well-formed API token: the secret itself. Whether it was ever issued only the store knows.
pub struct ApiToken {
    text: Zeroizing<String>,
    prefix_len: usize,
}

impl ApiToken {
    /// A new token of `prefix` with 256 random bits.
    ///
    /// # Errors
    /// As [`from_secret`](Self::from_secret); `ERR_KEY_INVALID` if no randomness is available.
    pub fn generate(prefix: &str) -> Result<Self, Error> {
        let mut secret = Zeroizing::new([0; 32]);
        random::fill(&mut secret[..])?;
        Self::from_secret(prefix, &secret)
    }

    /// The token of `prefix` with these 32 secret bytes.
    ///
    /// # Errors
    /// `ERR_OPTION_INVALID` if the prefix is not 1 to 24 of `a-z`, `0-9` and `_`.
    pub fn from_secret(prefix: &str, secret: &[u8; 32]) -> Result<Self, Error> {
        grammar::check_prefix(prefix)?;
        Ok(Self { text: grammar::write(prefix, secret), prefix_len: prefix.len() })
    }

    /// Reads a presented token: garbage ends here, without a question to the store.
    ///
    /// # Errors
    /// `ERR_TOKEN_MALFORMED` for another alphabet, length or checksum; `ERR_TYPE_MISMATCH` for a well-formed token of
    /// another prefix; `ERR_OPTION_INVALID` for a prefix that cannot be.
    pub fn parse(text: &str, prefix: &str) -> Result<Self, Error> {
        grammar::check_prefix(prefix)?;
        let token = Self::read(text)?;
        if token.prefix() != prefix {
            return Err(Error::TypeMismatch);
        }
        Ok(token)
    }

    /// As [`parse`](Self::parse), whatever the prefix: to look at a token, not to accept it.
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        let malformed = |reason| Error::TokenMalformed { part: TokenPart::Token, reason };
        let prefix_len = grammar::prefix_of(text).map_err(malformed)?.len();
        if !grammar::is_intact(text) {
            return Err(malformed("the API token's checksum is wrong"));
        }
        Ok(Self { text: Zeroizing::new(text.to_owned()), prefix_len })
    }

    /// The prefix of text that has the form of an API token, even if its checksum is wrong.
    pub(crate) fn prefix_of(text: &str) -> Option<&str> {
        grammar::prefix_of(text).ok()
    }

    fn prefix(&self) -> &str {
        &self.text[..self.prefix_len]
    }

    /// The token's text, to be shown once.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The prefix and the first 4 characters of the secret: what a list may show for ever.
    pub fn start(&self) -> &str {
        &self.text[..self.prefix_len + 1 + 4]
    }

    /// SHA-256 of the whole token: what is stored, and what it is looked up by.
    pub fn digest(&self) -> ApiTokenDigest {
        ApiTokenDigest::of(self.as_str())
    }
}

/// Shows only the start: the secret never reaches a log.
impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiToken({}…)", self.start())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error_code::ErrorCode;

    fn code(text: &str, prefix: &str) -> ErrorCode {
        match ApiToken::parse(text, prefix) {
            Err(error) => error.code(),
            Ok(token) => unreachable!("{token:?} was accepted"),
        }
    }

    #[test]
    fn the_smallest_and_the_largest_secret_have_43_characters() -> Result<(), Error> {
        let zero = ApiToken::from_secret("acme", &[0; 32])?;
        // The expected texts come out of Python's integers and zlib.crc32.
        assert_eq!(zero.as_str(), "acme_00000000000000000000000000000000000000000002X8XW8");
        let top = ApiToken::from_secret("acme", &[0xFF; 32])?;
        assert_eq!(top.as_str(), "acme_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp10cVasW");
        Ok(())
    }

    #[test]
    fn no_two_tokens_are_generated_alike() -> Result<(), Error> {
        assert_ne!(ApiToken::generate("acme")?.digest(), ApiToken::generate("acme")?.digest());
        Ok(())
    }

    #[test]
    fn a_token_reads_back() -> Result<(), Error> {
        let token = ApiToken::from_secret("acme_live_2", &[7; 32])?;
        let parsed = ApiToken::parse(token.as_str(), "acme_live_2")?;
        assert_eq!(parsed.digest(), token.digest());
        assert_eq!(parsed.start().len(), "acme_live_2_".len() + 4);
        assert_eq!(ApiTokenDigest::parse(&token.digest().to_string()), Some(token.digest()));
        assert!(!format!("{token:?}").contains(&token.as_str()[16..]));
        Ok(())
    }

    #[test]
    fn one_changed_character_is_refused_by_the_checksum() -> Result<(), Error> {
        let token = ApiToken::from_secret("acme", &[9; 32])?;
        for index in 0..token.as_str().len() {
            let mut bytes = token.as_str().as_bytes().to_vec();
            bytes[index] = if bytes[index] == b'a' { b'b' } else { b'a' };
            let changed = String::from_utf8_lossy(&bytes).into_owned();
            assert_eq!(code(&changed, "acme"), ErrorCode::TokenMalformed, "{index}");
        }
        Ok(())
    }

    #[test]
    fn a_token_of_another_prefix_is_told_apart_from_garbage() -> Result<(), Error> {
        let token = ApiToken::from_secret("acme_test", &[9; 32])?;
        assert_eq!(code(token.as_str(), "acme_live"), ErrorCode::TypeMismatch);
        Ok(())
    }

    #[test]
    fn garbage_is_malformed() {
        let long = "a".repeat(80);
        for text in ["", "_", "acme_", "é", &long[..51], &long[..74], &long, "eyJhbGciOiJFZERTQSJ9.e30.AA"] {
            assert_eq!(code(text, "acme"), ErrorCode::TokenMalformed, "{text}");
        }
    }

    #[test]
    fn prefixes_are_short_and_lower_case() {
        for prefix in ["", "Acme", "a-b", "é", &"a".repeat(25)] {
            assert_eq!(code("x", prefix), ErrorCode::OptionInvalid, "{prefix}");
        }
        let longest = "a".repeat(24);
        let token = ApiToken::from_secret(&longest, &[9; 32]).unwrap();
        assert!(ApiToken::parse(token.as_str(), &longest).is_ok());
    }
}
