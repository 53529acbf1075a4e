//! Ed25519 keys in PEM (RFC 7468): `PRIVATE KEY` (PKCS#8) and `PUBLIC KEY` (SPKI), as RFC 8410 spells them.

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

// DER has one spelling and these structures hold nothing that varies but the key: they are their first bytes.
/// `OneAsymmetricKey` version 1: a seed (RFC 8410 §7).
const PRIVATE_V1: [u8; 16] = *b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
/// Version 2: a seed, and its public key after [`PUBLIC_TAG`].
const PRIVATE_V2: [u8; 16] = *b"\x30\x51\x02\x01\x01\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
const PUBLIC_TAG: [u8; 3] = *b"\x81\x21\x00";
/// `SubjectPublicKeyInfo` (RFC 8410 §4).
const PUBLIC: [u8; 12] = *b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";

/// What a `PRIVATE KEY` holds.
pub(crate) struct PrivatePem {
    pub(crate) seed: Zeroizing<[u8; 32]>,
    /// The public half, if it came along.
    pub(crate) public: Option<[u8; 32]>,
}

/// Reads a `PRIVATE KEY`.
pub(crate) fn read_private(pem: &str) -> Option<PrivatePem> {
    let der = decode(pem, "PRIVATE KEY")?;
    let (key, public) = match der.strip_prefix(&PRIVATE_V1) {
        Some(seed) => (seed, None),
        None => {
            let (seed, rest) = der.strip_prefix(&PRIVATE_V2)?.split_at_checked(32)?;
            (seed, Some(rest.strip_prefix(&PUBLIC_TAG)?.try_into().ok()?))
        }
    };
    Some(PrivatePem { seed: Zeroizing::new(key.try_into().ok()?), public })
}

/// The 32 bytes of a `PUBLIC KEY`.
pub(crate) fn read_public(pem: &str) -> Option<[u8; 32]> {
    decode(pem, "PUBLIC KEY")?.strip_prefix(&PUBLIC)?.try_into().ok()
}

/// Writes a `PRIVATE KEY` with the seed alone, as OpenSSL does.
pub(crate) fn write_private(seed: &[u8; 32]) -> Zeroizing<String> {
    Zeroizing::new(encode("PRIVATE KEY", &Zeroizing::new([PRIVATE_V1.as_slice(), seed].concat())))
}

/// Writes a `PUBLIC KEY`.
pub(crate) fn write_public(x: &[u8; 32]) -> String {
    encode("PUBLIC KEY", &[PUBLIC.as_slice(), x].concat())
}

fn decode(pem: &str, label: &str) -> Option<Zeroizing<Vec<u8>>> {
    let body = pem.trim().strip_prefix("-----BEGIN ")?.strip_prefix(label)?.strip_prefix("-----")?;
    let body = body.strip_suffix("-----")?.strip_suffix(label)?.strip_suffix("-----END ")?;
    let base64: Zeroizing<String> = Zeroizing::new(body.split_ascii_whitespace().collect());
    Base64::decode_vec(&base64).ok().map(Zeroizing::new)
}

fn encode(label: &str, der: &[u8]) -> String {
    // At most 48 bytes of DER: one line of base64.
    let base64 = Zeroizing::new(Base64::encode_string(der));
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", *base64)
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 8410 §10.1 and §10.3
    const PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
    const PRIVATE_KEY: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";

    #[test]
    fn the_keys_of_rfc_8410_are_read_and_written() {
        let key = read_private(PRIVATE_KEY).unwrap();
        assert_eq!(*write_private(&key.seed), PRIVATE_KEY);
        assert_eq!(key.public, None);
        assert_eq!(write_public(&read_public(PUBLIC_KEY).unwrap()), PUBLIC_KEY);
    }

    #[test]
    fn a_version_2_key_brings_its_public_half() {
        let der = [PRIVATE_V2.as_slice(), &[7; 32], &PUBLIC_TAG, &[9; 32]].concat();
        let key = read_private(&encode("PRIVATE KEY", &der)).unwrap();
        assert_eq!((*key.seed, key.public), ([7; 32], Some([9; 32])));
    }

    #[test]
    fn line_ends_and_widths_do_not_matter() {
        assert!(read_public(&PUBLIC_KEY.replace('\n', "\r\n")).is_some());
        assert!(read_public(&PUBLIC_KEY.replace("MCow", "MC\now")).is_some());
    }

    #[test]
    fn other_keys_and_torn_ones_are_refused() {
        for pem in [
            PRIVATE_KEY,
            "",
            "-----BEGIN PUBLIC KEY-----",
            &PUBLIC_KEY.replace("MCow", "MCox"),
            &PUBLIC_KEY[..90],
        ] {
            assert_eq!(read_public(pem), None, "{pem}");
        }
        assert!(read_private(PUBLIC_KEY).is_none());
        assert!(read_private(&PRIVATE_KEY.replace("PRIVATE", "EC PRIVATE")).is_none());
    }
}
