//! Public keys.

use edwards25519_vartime::{Point, is_small_order};

use crate::encoding::json::Json;
use crate::error::Error;
use crate::keys::jwk::{self, Jwk};
use crate::keys::{Algorithm, pem, prepared};

/// An Ed25519 public key that is fit to verify with: canonical, and of large order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey {
    x: [u8; 32],
    point: Point,
    kid: String,
    algorithm: Algorithm,
}

impl VerifyingKey {
    /// A key from its 32 bytes (RFC 8032 §5.1.5); its `kid` is its thumbprint.
    ///
    /// # Errors
    /// [`Error::KeyInvalid`] if the bytes are not a point of the curve, are not its canonical spelling, or are a
    /// point of small order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, Error> {
        Self::new(bytes, None, Algorithm::default()).map_err(refused)
    }

    /// A key from a public JWK (RFC 8037 §2) as JSON text.
    ///
    /// # Errors
    /// [`Error::KeyInvalid`], also for a private JWK: it does not belong where public keys are kept.
    pub fn from_jwk(json: &str) -> Result<Self, Error> {
        let jwk = Json::parse(json).map_err(refused)?;
        if jwk.get("d").is_some() {
            return Err(refused("it is private"));
        }
        Self::read(&jwk).map_err(refused)
    }

    /// A key from a `PUBLIC KEY` PEM (SPKI, RFC 8410 §4).
    ///
    /// # Errors
    /// [`Error::KeyInvalid`]
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        let x = pem::read_public(pem).ok_or(refused("it is not an Ed25519 PUBLIC KEY in PEM"))?;
        Self::from_bytes(&x)
    }

    pub(crate) fn read(jwk: &Json<'_>) -> Result<Self, &'static str> {
        let Jwk { x, kid, algorithm } = Jwk::read(jwk, "verify")?;
        Self::new(&x, kid, algorithm.unwrap_or_default())
    }

    pub(crate) fn new(x: &[u8; 32], kid: Option<String>, algorithm: Algorithm) -> Result<Self, &'static str> {
        let Some(point) = Point::decode(x) else {
            return Err(if is_canonical(x) { "x is not a point of the curve" } else { "x is not canonical" });
        };
        if is_small_order(x) {
            return Err("x is a point of small order");
        }
        let kid = kid.unwrap_or_else(|| jwk::thumbprint(x));
        Ok(Self { x: *x, point, kid, algorithm })
    }

    /// Whether `signature` is this key's over `message` (RFC 8032 §5.1.7, cofactorless; non-canonical `S` and
    /// small-order `R` are refused).
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        prepared::verify(self, message, signature)
    }

    pub(super) fn point(&self) -> &Point {
        &self.point
    }

    /// Which key this is: the JWK's `kid`, or the thumbprint.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The algorithm name that the JWK gives, `EdDSA` if it gives none.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The thumbprint (RFC 7638 with SHA-256), in base64url.
    pub fn thumbprint(&self) -> String {
        jwk::thumbprint(self.as_bytes())
    }

    /// The 32 bytes of the key.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.x
    }

    /// The public JWK as JSON text, with `kid`, `alg` and `use`.
    pub fn to_jwk(&self) -> String {
        jwk::write(self.as_bytes(), None, &self.kid, self.algorithm)
    }

    /// The public JWK with what it must have, and nothing else.
    pub(crate) fn required_jwk(&self) -> String {
        jwk::required(self.as_bytes())
    }

    /// The key as a `PUBLIC KEY` PEM (SPKI).
    pub fn to_pem(&self) -> String {
        pem::write_public(self.as_bytes())
    }
}

/// Whether y < p = 2^255 − 19: the rest are second spellings of points, and so of keys. (A negative zero is one too, of
/// two points of small order.)
fn is_canonical(x: &[u8; 32]) -> bool {
    let [lowest, middle @ .., highest] = x;
    *lowest < 0xED || middle.iter().any(|byte| *byte != 0xFF) || highest & 0x7F != 0x7F
}

fn refused(reason: &'static str) -> Error {
    Error::KeyInvalid { reason }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::is_canonical;

    #[test]
    fn y_is_canonical_below_p() {
        let y = |lowest, middle, highest| {
            let mut bytes = [0xFF; 32];
            (bytes[0], bytes[15], bytes[31]) = (lowest, middle, highest);
            bytes
        };
        for (lowest, sign) in (0..=255).flat_map(|lowest| [(lowest, 0), (lowest, 0x80)]) {
            assert_eq!(is_canonical(&y(lowest, 0xFF, 0x7F | sign)), lowest < 0xED);
            assert!(is_canonical(&y(lowest, 0xFE, 0x7F | sign)));
            assert!(is_canonical(&y(lowest, 0xFF, 0x7E | sign)));
        }
    }
}
