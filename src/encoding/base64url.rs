//! base64url without padding, canonical only (RFC 4648 §3.5, §5).

use base64ct::{Base64UrlUnpadded, Encoding};

/// Encodes `bytes`.
pub(crate) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Decodes `text`; `None` for padding, white space, another alphabet or non-zero trailing bits.
///
/// By a table, at a speed that depends on the text: for tokens and public keys, never for secrets.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let quads = text.as_bytes().chunks_exact(4);
    let rest = sextets(quads.remainder())?;
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    bytes.resize(quads.len() * 3, 0);
    for (quad, triple) in quads.zip(bytes.chunks_exact_mut(3)) {
        triple.copy_from_slice(&sextets(quad)?.to_be_bytes()[1..]);
    }
    let [_, first, second, third] = rest.to_be_bytes();
    match (text.len() % 4, second, third) {
        (0, ..) => {}
        // Bits beyond the last byte must be zero, or one token would have several spellings.
        (2, 0, 0) => bytes.push(first),
        (3, _, 0) => bytes.extend_from_slice(&[first, second]),
        // A single character left over carries six bits, which is no byte.
        _ => return None,
    }
    Some(bytes)
}

/// The 24 bits of up to four characters, those of absent ones zero.
fn sextets(characters: &[u8]) -> Option<u32> {
    let mut bits = 0;
    let mut seen = 0;
    for (index, character) in (0..4).zip(characters) {
        let sextet = SEXTETS[usize::from(*character)];
        seen |= sextet;
        bits |= u32::from(sextet) << (18 - 6 * index);
    }
    (seen < 64).then_some(bits)
}

/// The value of each character; 64 and more for what is not in the alphabet.
#[expect(clippy::as_conversions, reason = "const code knows no other, and both fit")]
const SEXTETS: [u8; 256] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut table = [255; 256];
    let mut value = 0;
    while value < alphabet.len() {
        table[alphabet[value] as usize] = value as u8;
        value += 1;
    }
    table
};

/// Decodes exactly `N` bytes, at a speed that tells nothing about them.
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
