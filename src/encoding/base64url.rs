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
    let mut bytes = vec![0; text.len() * 3 / 4];
    let (triples, tail) = bytes.as_chunks_mut();
    // Judged once at the end: a branch per quad would double the time of a long token.
    let mut all = 0;
    for (quad, triple) in quads.iter().zip(triples) {
        *triple = decode_quad(quad, &mut all);
    }
    // `A` stands for zero bits. Those beyond the last byte must be zero, or one token would have several spellings.
    let beyond = match (rest, tail) {
        ([], []) => 0,
        ([a, b], [first]) => {
            let beyond;
            [*first, beyond, _] = decode_quad(&[*a, *b, b'A', b'A'], &mut all);
            beyond
        }
        ([a, b, c], [first, second]) => {
            let beyond;
            [*first, *second, beyond] = decode_quad(&[*a, *b, *c, b'A'], &mut all);
            beyond
        }
        // A single character left over carries six bits, less than a byte.
        _ => return None,
    };
    (all < 64 && beyond == 0).then_some(bytes)
}

/// Spelled out: the compiler unrolls nothing when size counts. Leaves 64 and more in `all` for what is not in the alphabet.
#[inline(always)]
fn decode_quad(quad: &[u8; 4], all: &mut u8) -> [u8; 3] {
    let [a, b, c, d] = *quad;
    let (a, b, c, d) = (sextet(a), sextet(b), sextet(c), sextet(d));
    *all |= a | b | c | d;
    [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]
}

fn sextet(character: u8) -> u8 {
    SEXTETS[usize::from(character)]
}

/// The value of each character; 64 and more for what is not in the alphabet.
#[expect(clippy::as_conversions, reason = "const code knows no other, and both fit")]
static SEXTETS: [u8; 256] = {
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
    fn characters_that_do_not_belong_there_do_not_make_up_for_each_other() {
        for text in
            ["!!AA", "!A!A", "!AA!", "A!!A", "A!A!", "AA!!", "!AAA!AAA", "!AAA!A", "!AAA!AA", "!!", "!!A"]
        {
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
