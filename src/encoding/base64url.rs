//! base64url without padding, canonical only (RFC 4648 §3.5, §5).

use base64ct::{Base64UrlUnpadded, Encoding};

/// Encodes `bytes`.
pub(crate) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Decodes `text`; `None` for padding, white space, another alphabet or non-zero trailing bits.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    // A single character left over carries six bits, which is no byte.
    if text.len() % 4 == 1 {
        return None;
    }
    Base64UrlUnpadded::decode_vec(text).ok()
}

/// Decodes exactly `N` bytes.
pub(crate) fn decode_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    // The length first: a longer text would be an error of the buffer, a shorter one a prefix.
    let exact = text.len() == Base64UrlUnpadded::encoded_len(&bytes);
    (exact && Base64UrlUnpadded::decode(text, &mut bytes).is_ok()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_has_one_spelling() {
        for length in 0..40 {
            let bytes = vec![0xA5; length];
            assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
    }

    #[test]
    fn aliases_are_refused() {
        for text in ["A", "AAAAA", "AA==", "AA=", "AB", "AAB", "A A", "AA\n", "+A", "/A", "A\u{e9}"] {
            assert_eq!(decode(text), None, "{text:?}");
        }
    }

    #[test]
    fn arrays_have_exactly_their_length() {
        assert_eq!(decode_array::<3>("AAAA"), Some([0; 3]));
        assert_eq!(decode_array::<3>("AAAAAA"), None);
        assert_eq!(decode_array::<3>("AAA"), None);
    }
}
