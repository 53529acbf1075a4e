//! Sets of public keys (RFC 7517 §5) and the choice of one of them.

use serde::Serialize;

use crate::encoding::json::Json;
use crate::error::Error;
use crate::jws::Header;
use crate::keys::prepared::PreparedKeys;
use crate::keys::{Algorithm, SigningKey, VerifyingKey};

/// The usable public keys of one issuer, at least one of them.
#[derive(Debug)]
pub struct KeySet {
    keys: Vec<VerifyingKey>,
    /// Indices into `keys`, in the order of their `kid`, each of which occurs once.
    by_kid: Vec<usize>,
    prepared: PreparedKeys,
    skipped: Vec<SkippedKey>,
}

/// A key that a set holds and cannot use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SkippedKey {
    /// The key's `kid`, if it has a readable one.
    pub kid: Option<String>,
    /// Why the key is passed over.
    pub reason: &'static str,
}

impl KeySet {
    /// The most keys that a set may have.
    pub const MAX_KEYS: usize = 1000;

    /// Reads the JSON text of a JWKS or of a single public JWK, or a `PUBLIC KEY` PEM.
    ///
    /// # Errors
    /// [`Error::KeySetInvalid`] if the text is neither, holds a private or symmetric key (it has leaked), two
    /// usable keys of one `kid`, no usable key, or more than 1,000 keys.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.trim_start().starts_with("-----BEGIN") {
            let key = VerifyingKey::from_pem(text)
                .map_err(|_| refused("it is not an Ed25519 PUBLIC KEY in PEM"))?;
            return Self::new(vec![key]);
        }
        let json = Json::parse(text).map_err(refused)?;
        match (json.get("keys"), json.get("kty")) {
            (Some(Json::Array(jwks)), _) => Self::read(jwks),
            (None, Some(_)) => Self::read(std::slice::from_ref(&json)),
            _ => Err(refused("it is not a JWKS")),
        }
    }

    /// A set of the given keys.
    ///
    /// # Errors
    /// [`Error::KeySetInvalid`] as [`parse`](Self::parse) says.
    pub fn new(keys: Vec<VerifyingKey>) -> Result<Self, Error> {
        Self::collect(keys, Vec::new())
    }

    fn read(jwks: &[Json<'_>]) -> Result<Self, Error> {
        if jwks.len() > Self::MAX_KEYS {
            return Err(refused(TOO_MANY));
        }
        let (mut keys, mut skipped) = (Vec::new(), Vec::new());
        for jwk in jwks {
            if !matches!(jwk, Json::Object(_)) {
                return Err(refused("it is not a JWKS: a key is not an object"));
            }
            if jwk.get("d").is_some() || jwk.get("k").is_some() {
                return Err(refused("it holds a private or symmetric key"));
            }
            match VerifyingKey::read(jwk) {
                Ok(key) => keys.push(key),
                Err(reason) => {
                    let kid = jwk.get("kid").and_then(Json::as_str).map(str::to_owned);
                    skipped.push(SkippedKey { kid, reason });
                }
            }
        }
        Self::collect(keys, skipped)
    }

    fn collect(keys: Vec<VerifyingKey>, skipped: Vec<SkippedKey>) -> Result<Self, Error> {
        if keys.len() > Self::MAX_KEYS {
            return Err(refused(TOO_MANY));
        }
        if keys.is_empty() {
            return Err(refused("it has no usable key"));
        }
        let mut by_kid = Vec::with_capacity(keys.len());
        for (index, key) in keys.iter().enumerate() {
            match search(&keys, &by_kid, key.kid()) {
                Ok(_) => return Err(refused("two keys have the same kid")),
                Err(place) => by_kid.insert(place, index),
            }
        }
        let prepared = PreparedKeys::new(keys.len());
        Ok(Self { keys, by_kid, prepared, skipped })
    }

    /// The usable keys, in the order of the set.
    pub fn keys(&self) -> &[VerifyingKey] {
        &self.keys
    }

    /// The keys that were passed over, each with the reason.
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }

    /// The usable keys as a JWKS in JSON text.
    pub fn to_jwks(&self) -> String {
        let keys: Vec<String> = self.keys.iter().map(VerifyingKey::to_jwk).collect();
        format!(r#"{{"keys":[{}]}}"#, keys.join(","))
    }

    /// The one key that `header` can mean.
    ///
    /// # Errors
    /// [`Error::AlgorithmNotAllowed`], [`Error::KeyUnknown`], [`Error::KeyAmbiguous`].
    pub fn select(&self, header: &Header) -> Result<&VerifyingKey, Error> {
        Ok(&self.keys[self.select_index(header)?])
    }

    pub(crate) fn select_index(&self, header: &Header) -> Result<usize, Error> {
        Algorithm::parse(header.algorithm())?;
        match header.key_id() {
            // Exactly one match: trying several keys would let a forged kid choose how much work is done.
            Some(kid) => {
                search(&self.keys, &self.by_kid, kid).map(|at| self.by_kid[at]).map_err(|_| Error::KeyUnknown)
            }
            None if self.keys.len() == 1 => Ok(0),
            None => Err(Error::KeyAmbiguous { usable: self.keys.len() }),
        }
    }

    /// Whether `signature` over `message` is that of the key at `index`.
    pub(crate) fn verify(&self, index: usize, message: &[u8], signature: &[u8; 64]) -> bool {
        self.prepared.verify(index, &self.keys[index], message, signature)
    }

    /// Whether the arithmetic of this library once came to a wrong verdict on a signature of this set, which is checked
    /// against that of ed25519-dalek now and then. dalek's verdict counted, and the set has been verified with by dalek
    /// alone since: slower, and as strict. The processor, its memory or this library is at fault; please report it.
    pub fn has_defect(&self) -> bool {
        self.prepared.has_defect()
    }
}

impl From<&SigningKey> for KeySet {
    /// The set of the key's public half.
    fn from(key: &SigningKey) -> Self {
        let keys = vec![key.verifying_key().clone()];
        Self { keys, by_kid: vec![0], prepared: PreparedKeys::new(1), skipped: Vec::new() }
    }
}

fn search(keys: &[VerifyingKey], by_kid: &[usize], kid: &str) -> Result<usize, usize> {
    by_kid.binary_search_by(|&index| keys[index].kid().cmp(kid))
}

const TOO_MANY: &str = "it has more than 1,000 keys";

fn refused(reason: &'static str) -> Error {
    Error::KeySetInvalid { reason }
}
