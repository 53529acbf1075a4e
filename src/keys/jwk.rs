//! JSON Web Keys of Ed25519 (RFC 8037 §2), read and written.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::encoding::base64url;
use crate::encoding::json::{self, Json};
use crate::keys::Algorithm;

/// What a JWK says of an Ed25519 key. A private `d` is not among it: see [`seed`].
pub(crate) struct Jwk {
    pub(crate) x: [u8; 32],
    pub(crate) kid: Option<String>,
    pub(crate) algorithm: Option<Algorithm>,
}

impl Jwk {
    /// Reads a key that may verify tokens (`operation` = `verify`) or sign them (`sign`); answers with the reason
    /// why it may not.
    pub(crate) fn read(jwk: &Json<'_>, operation: &str) -> Result<Self, &'static str> {
        let text = |name| jwk.get(name).and_then(Json::as_str);
        match text("kty") {
            Some("OKP") => {}
            Some(_) => return Err("kty is not OKP"),
            None => return Err("has no kty"),
        }
        if text("crv") != Some("Ed25519") {
            return Err("crv is not Ed25519");
        }
        if jwk.get("use").is_some() && text("use") != Some("sig") {
            return Err("use is not sig");
        }
        if let Some(operations) = jwk.get("key_ops") {
            let mut operations = operations.as_strings().ok_or("key_ops is not an array of strings")?;
            if !operations.any(|allowed| allowed == operation) {
                return Err("key_ops does not allow this use");
            }
        }
        let algorithm = match jwk.get("alg") {
            None => None,
            Some(alg) => {
                let alg = alg.as_str().ok_or("alg is not a string")?;
                Some(Algorithm::parse(alg).map_err(|_| "alg is not EdDSA or Ed25519")?)
            }
        };
        let kid = match jwk.get("kid") {
            None => None,
            Some(kid) => Some(kid.as_str().ok_or("kid is not a string")?.to_owned()),
        };
        // 43 characters are the only spelling of 32 bytes; a longer x would be another name of the same key.
        let x = text("x").and_then(base64url::decode).and_then(|x| x.try_into().ok());
        let x = x.ok_or("x is not 32 bytes of base64url")?;
        Ok(Self { x, kid, algorithm })
    }
}

/// The private part `d` of a JWK: the seed of RFC 8032 §5.1.5.
pub(crate) fn seed(jwk: &Json<'_>) -> Result<Zeroizing<[u8; 32]>, &'static str> {
    let d = jwk.get("d").ok_or("has no d: it is a public key")?;
    d.as_str().and_then(base64url::decode_array).map(Zeroizing::new).ok_or("d is not 32 bytes of base64url")
}

/// The thumbprint of a public key (RFC 7638 with SHA-256, RFC 8037 §2), in base64url.
pub(crate) fn thumbprint(x: &[u8; 32]) -> String {
    base64url::encode(&Sha256::digest(required(x)))
}

/// The required members of a public key alone, in lexicographic order and without white space (RFC 7638 §3).
pub(crate) fn required(x: &[u8; 32]) -> String {
    format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, base64url::encode(x))
}

/// Writes a JWK; with the seed, a private one.
pub(crate) fn write(x: &[u8; 32], seed: Option<&[u8; 32]>, kid: &str, algorithm: Algorithm) -> String {
    let x = base64url::encode(x);
    let alg = algorithm.as_str();
    let d =
        seed.map_or(String::new(), |seed| format!(r#","d":"{}""#, *Zeroizing::new(base64url::encode(seed))));
    let kid = json::quote(kid);
    format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"{d},"kid":{kid},"alg":"{alg}","use":"sig"}}"#)
}
