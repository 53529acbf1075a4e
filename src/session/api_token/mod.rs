//! Permanent API tokens: opaque, shown once, kept as a digest.
//!
//! ```text
//! token    = prefix "_" 43base62 6base62      acme_live_0Vq…(43)…x3 0Zk1Qa
//! prefix   = 1*24( lower / DIGIT / "_" )
//! base62   = DIGIT / upper / lower            in this order, most significant first, padded with "0"
//! ```
//! The 43 characters are 256 random bits. The last 6 are the CRC-32 of everything before them: a secret scanner can tell
//! a token from noise, and so can a service that would otherwise ask its store.

mod digest;
mod record;

use std::fmt;

use crc::{CRC_32_ISO_HDLC, Crc, NoTable};
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
    /// As [`from_secret`](Self::from_secret); `ERR_KEY_INVALID` where the runtime gives no random bytes.
    pub fn generate(prefix: &str) -> Result<Self, Error> {
        let mut secret = Zeroizing::new([0; 32]);
        random::fill(&mut secret[..])?;
        Self::from_secret(prefix, &secret)
    }

    /// The token of `prefix` with these 32 secret bytes.
    ///
    /// # Errors
    /// `ERR_OPTION_INVALID` where the prefix is not 1 to 24 of `a-z`, `0-9` and `_`.
    pub fn from_secret(prefix: &str, secret: &[u8; 32]) -> Result<Self, Error> {
        check_prefix(prefix)?;
        let mut text = Zeroizing::new(String::with_capacity(prefix.len() + SUFFIX_LEN));
        text.push_str(prefix);
        text.push('_');
        push_base62(&mut text, &mut Zeroizing::new(*secret)[..], SECRET_LEN);
        let checksum = checksum(&text);
        push_base62(&mut text, &mut checksum.to_be_bytes()[..], CHECKSUM_LEN);
        Ok(Self { text, prefix_len: prefix.len() })
    }

    /// Reads a presented token: garbage ends here, without a question to the store.
    ///
    /// # Errors
    /// `ERR_TOKEN_MALFORMED` for another alphabet, length or checksum; `ERR_TYPE_MISMATCH` for a well-formed token of
    /// another prefix; `ERR_OPTION_INVALID` for a prefix that cannot be.
    pub fn parse(text: &str, prefix: &str) -> Result<Self, Error> {
        check_prefix(prefix)?;
        let malformed = |reason| Error::TokenMalformed { part: TokenPart::Token, reason };
        // Length and alphabet before any slicing: every boundary below is then a character boundary.
        if text.len() <= SUFFIX_LEN || text.len() > MAX_PREFIX_LEN + SUFFIX_LEN {
            return Err(malformed("not of an API token's length"));
        }
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(malformed("not of an API token's alphabet"));
        }
        let (own_prefix, rest) = text.split_at(text.len() - SUFFIX_LEN);
        let (body, sum) = text.split_at(text.len() - CHECKSUM_LEN);
        let mut expected = String::with_capacity(CHECKSUM_LEN);
        push_base62(&mut expected, &mut checksum(body).to_be_bytes()[..], CHECKSUM_LEN);
        if !rest.starts_with('_') || rest[1..].contains('_') || check_prefix(own_prefix).is_err() {
            return Err(malformed("not an API token: its parts are not those of prefix_secret"));
        }
        if expected != sum {
            return Err(malformed("the API token's checksum is wrong"));
        }
        if own_prefix != prefix {
            return Err(Error::TypeMismatch);
        }
        Ok(Self { text: Zeroizing::new(text.to_owned()), prefix_len: prefix.len() })
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

fn check_prefix(prefix: &str) -> Result<(), Error> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if prefix.is_empty() || prefix.len() > MAX_PREFIX_LEN || !prefix.bytes().all(allowed) {
        let reason = "must be 1 to 24 characters out of a-z, 0-9 and _";
        return Err(Error::OptionInvalid { option: "prefix".into(), reason });
    }
    Ok(())
}

/// Appends the big-endian number in `bytes`, which is used up, as exactly `digits` base62 digits.
fn push_base62(text: &mut String, bytes: &mut [u8], digits: usize) {
    let mut reversed = Zeroizing::new([0_u8; SECRET_LEN]);
    for digit in reversed[..digits].iter_mut() {
        let mut remainder: u16 = 0;
        for byte in bytes.iter_mut() {
            let value = (remainder << 8) | u16::from(*byte);
            // value < 62 * 256, so the quotient is a byte.
            *byte = u8::try_from(value / 62).unwrap_or(u8::MAX);
            remainder = value % 62;
        }
        *digit = ALPHABET[usize::from(remainder)];
    }
    text.extend(reversed[..digits].iter().rev().map(|&digit| char::from(digit)));
}

fn checksum(body: &str) -> u32 {
    // Without a table: 16 KiB of wasm for some 60 bytes a request would be a poor trade.
    Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC).checksum(body.as_bytes())
}

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const MAX_PREFIX_LEN: usize = 24;
/// 62^43 > 2^256 > 62^42.
const SECRET_LEN: usize = 43;
/// 62^6 > 2^32 > 62^5.
const CHECKSUM_LEN: usize = 6;
const SUFFIX_LEN: usize = 1 + SECRET_LEN + CHECKSUM_LEN;

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
    fn a_right_checksum_does_not_make_an_api_token() {
        let secret = "0".repeat(SECRET_LEN - 1);
        for start in ["acmeX0", "acme__", "ACME_0"] {
            let body = format!("{start}{secret}");
            let mut text = body.clone();
            push_base62(&mut text, &mut checksum(&body).to_be_bytes()[..], CHECKSUM_LEN);
            assert_eq!(code(&text, "acme"), ErrorCode::TokenMalformed, "{text}");
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
