//! How an API token is written.
//!
//! ```text
//! token    = prefix "_" 43base62 6base62      acme_live_0Vq…(43)…x3 0Zk1Qa
//! prefix   = 1*24( lower / DIGIT / "_" )
//! base62   = DIGIT / upper / lower            in this order, most significant first, padded with "0"
//! ```
//! The 43 characters are 256 random bits. The last 6 are the CRC-32 of everything before them: a secret scanner can tell
//! a token from noise, and so can a service that would otherwise ask its store.

use crc::{CRC_32_ISO_HDLC, Crc, NoTable};
use zeroize::Zeroizing;

use crate::error::Error;

/// The prefix of text that has the form of an API token, whatever its checksum. Otherwise, what is wrong with its form.
pub(super) fn prefix_of(text: &str) -> Result<&str, &'static str> {
    // Length and alphabet before any slicing: the boundary below is then a character boundary.
    if text.len() <= SUFFIX_LEN || text.len() > MAX_PREFIX_LEN + SUFFIX_LEN {
        return Err("does not have the length of an API token");
    }
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return Err("has characters that an API token cannot have");
    }
    let (prefix, rest) = text.split_at(text.len() - SUFFIX_LEN);
    if !rest.starts_with('_') || rest[1..].contains('_') || !is_prefix(prefix) {
        return Err("is not an API token: expected prefix_secret");
    }
    Ok(prefix)
}

/// Refuses what no token can have as its prefix.
pub(super) fn check_prefix(prefix: &str) -> Result<(), Error> {
    if is_prefix(prefix) {
        return Ok(());
    }
    let reason = "must be 1 to 24 characters out of a-z, 0-9 and _";
    Err(Error::OptionInvalid { option: "prefix".into(), reason })
}

/// Whether `text`, which has the form of an API token, ends in its own checksum.
pub(super) fn is_intact(text: &str) -> bool {
    let (body, sum) = text.split_at(text.len() - CHECKSUM_LEN);
    let mut expected = String::with_capacity(CHECKSUM_LEN);
    push_base62(&mut expected, &mut checksum(body), CHECKSUM_LEN);
    expected == sum
}

/// The text of the token with this prefix, which was checked, and this secret.
pub(super) fn write(prefix: &str, secret: &[u8; 32]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(prefix.len() + SUFFIX_LEN));
    text.push_str(prefix);
    text.push('_');
    push_base62(&mut text, &mut Zeroizing::new(*secret)[..], SECRET_LEN);
    let mut sum = checksum(&text);
    push_base62(&mut text, &mut sum, CHECKSUM_LEN);
    text
}

fn is_prefix(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=MAX_PREFIX_LEN).contains(&text.len()) && text.bytes().all(allowed)
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

fn checksum(body: &str) -> [u8; 4] {
    // Without a table: 16 KiB of wasm for some 60 bytes a request would be a poor trade.
    Crc::<u32, NoTable>::new(&CRC_32_ISO_HDLC).checksum(body.as_bytes()).to_be_bytes()
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

    #[test]
    fn a_right_checksum_does_not_make_an_api_token() {
        let secret = "0".repeat(SECRET_LEN - 1);
        for start in ["acmeX0", "acme__", "ACME_0"] {
            let mut text = format!("{start}{secret}");
            let mut sum = checksum(&text);
            push_base62(&mut text, &mut sum, CHECKSUM_LEN);
            assert!(is_intact(&text) && prefix_of(&text).is_err(), "{text}");
        }
    }
}
