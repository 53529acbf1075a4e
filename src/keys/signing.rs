//! Private keys.

use std::fmt;

use ed25519_dalek::Signer;
use zeroize::Zeroizing;

use crate::encoding::json::Json;
use crate::error::Error;
use crate::keys::jwk::{self, Jwk};
use crate::keys::pem::{self, PrivatePem};
use crate::keys::{Algorithm, VerifyingKey};
use crate::random;

/// An Ed25519 private key. Zeroized when dropped; never printed.
#[derive(Clone)]
pub struct SigningKey {
    secret: ed25519_dalek::SigningKey,
    public: VerifyingKey,
}

impl SigningKey {
    /// A new key from 32 random bytes, whose tokens say `EdDSA`.
    ///
    /// # Errors
    /// [`Error::KeyInvalid`] if the runtime gives no random bytes.
    pub fn generate() -> Result<Self, Error> {
        Self::generate_for(Algorithm::default())
    }

    /// A new key from 32 random bytes, whose tokens and JWKs name this algorithm.
    ///
    /// # Errors
    /// As [`generate`](Self::generate).
    pub fn generate_for(algorithm: Algorithm) -> Result<Self, Error> {
        let mut seed = Zeroizing::new([0; 32]);
        random::fill(&mut *seed)?;
        Self::new(&seed, None, algorithm).map_err(refused)
    }

    /// The key of a seed (RFC 8032 §5.1.5).
    ///
    /// # Errors
    /// [`Error::KeyInvalid`] if the public half is unfit, which no seed is known to bring about.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, Error> {
        Self::new(seed, None, Algorithm::default()).map_err(refused)
    }

    /// A key from a private JWK (RFC 8037 §2) as JSON text.
    ///
    /// # Errors
    /// [`Error::KeyInvalid`], also if `x` does not belong to `d`: signing under another's public key would leak
    /// the private one.
    pub fn from_jwk(json: &str) -> Result<Self, Error> {
        let jwk = Json::parse(json).map_err(refused)?;
        let Jwk { x, kid, algorithm } = Jwk::read(&jwk, "sign").map_err(refused)?;
        let seed = jwk::seed(&jwk).map_err(refused)?;
        let key = Self::new(&seed, kid, algorithm.unwrap_or_default()).map_err(refused)?;
        if key.public.as_bytes() != &x {
            return Err(refused("x does not belong to d"));
        }
        Ok(key)
    }

    /// A key from a `PRIVATE KEY` PEM (PKCS#8, RFC 8410 §7).
    ///
    /// # Errors
    /// [`Error::KeyInvalid`], also if the PEM holds a public key that does not belong to the private one.
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        let PrivatePem { seed, public } =
            pem::read_private(pem).ok_or(refused("it is not an Ed25519 PRIVATE KEY in PEM"))?;
        let key = Self::from_seed(&seed)?;
        match public.is_none_or(|public| public == *key.public.as_bytes()) {
            true => Ok(key),
            false => Err(refused("its public key does not belong to the private one")),
        }
    }

    fn new(seed: &[u8; 32], kid: Option<String>, algorithm: Algorithm) -> Result<Self, &'static str> {
        let secret = ed25519_dalek::SigningKey::from_bytes(seed);
        let public = VerifyingKey::new(secret.verifying_key().as_bytes(), kid, algorithm)?;
        Ok(Self { secret, public })
    }

    /// Signs `message` in constant time (RFC 8032 §5.1.6): 64 bytes, the same ones each time.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.secret.sign(message).to_bytes()
    }

    /// The public half.
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.public
    }

    /// Which key this is: the JWK's `kid`, or the thumbprint.
    pub fn kid(&self) -> &str {
        self.public.kid()
    }

    /// The algorithm name that goes into the headers of this key's tokens.
    pub fn algorithm(&self) -> Algorithm {
        self.public.algorithm()
    }

    /// The **private** JWK as JSON text.
    pub fn to_private_jwk(&self) -> Zeroizing<String> {
        let (x, seed) = (self.public.as_bytes(), self.secret.as_bytes());
        Zeroizing::new(jwk::write(x, Some(seed), self.kid(), self.algorithm()))
    }

    /// The **private** key as a `PRIVATE KEY` PEM (PKCS#8 with the seed alone, as OpenSSL writes it).
    pub fn to_private_pem(&self) -> Zeroizing<String> {
        pem::write_private(self.secret.as_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid()).finish_non_exhaustive()
    }
}

fn refused(reason: &'static str) -> Error {
    Error::KeyInvalid { reason }
}
