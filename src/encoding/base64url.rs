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
    let (quads, rest) = text.as_bytes().as_chunks();
    let mut bytes = vec![0; quads.len() * 3];
    for (quad, triple) in quads.iter().zip(bytes.as_chunks_mut().0) {
        *triple = decode_quad(quad)?;
    }
    // `A` stands for zero bits. Those beyond the last byte must be zero, or one token would have several spellings.
    match *rest {
        [] => {}
        [a, b] => match decode_quad(&[a, b, b'A', b'A'])? {
            [first, 0, 0] => bytes.push(first),
            _ => return None,
        },
        [a, b, c] => match decode_quad(&[a, b, c, b'A'])? {
            [first, second, 0] => bytes.extend([first, second]),
            _ => return None,
        },
        // A single character left over carries six bits, which is no byte.
        _ => return None,
    }
    Some(bytes)
}

/// Spelled out and branching once: this is a fifth of decoding a token, and the compiler unrolls nothing where size counts.
fn decode_quad(quad: &[u8; 4]) -> Option<[u8; 3]> {
    let [a, b, c, d] = quad.map(|character| SEXTETS[usize::from(character)]);
    (a | b | c | d < 64).then_some([a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d])
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
