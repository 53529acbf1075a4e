//! DPoP proofs (RFC 9449 §4): a JWT that the client signs for one request.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::dpop::proof_keys::{PROOF_KEYS, ProofKey};
use crate::dpop::target::TargetUri;
use crate::encoding::base64url;
use crate::encoding::json::Json;
use crate::error::Error;
use crate::jws::{Header, Parts, media_type};
use crate::keys::{Algorithm, VerifyingKey};
use crate::time::UnixTime;
use crate::token::Claims;

/// The request that a proof has to be for.
#[derive(Clone, Debug)]
pub struct ExpectedProof {
    method: String,
    /// As the request spells it, and as it is compared.
    url: String,
    target: TargetUri,
    nonces: Option<Vec<String>>,
    window: f64,
}

/// A proof of a key for one request. Whether it was used before, only a memory of [`replay_id`](Self::replay_id)s can
/// say: until then it proves nothing.
#[derive(Clone, Debug)]
pub struct VerifiedProof {
    key: Arc<ProofKey>,
    /// The header that it came in, as it is spelled, if the key is a new one.
    new_header: Option<String>,
    token_id: String,
    token_hash: Option<String>,
    issued_at: UnixTime,
    good_until: f64,
}

impl ExpectedProof {
    /// The proof of a request with this method and this URL, as the client wrote it: behind a proxy, that is not the one
    /// that the server sees. Query and fragment are ignored. It may have been made 60 seconds ago or ahead.
    ///
    /// # Errors
    /// [`Error::ProofInvalid`] if the URL is not an absolute http or https URL: no proof can be for it.
    pub fn new(method: impl Into<String>, url: &str) -> Result<Self, Error> {
        let target =
            TargetUri::parse(url).ok_or(claim("htu", "the URL of the request is not an http URL"))?;
        Ok(Self { method: method.into(), url: url.to_owned(), target, nonces: None, window: 60.0 })
    }

    /// Allows proofs of this many seconds ago, or ahead: clocks differ. From 1 to 300.
    ///
    /// # Errors
    /// [`Error::OptionInvalid`] outside that range.
    pub fn with_window(mut self, seconds: f64) -> Result<Self, Error> {
        self.window = seconds;
        match (1.0..=300.0).contains(&seconds) {
            true => Ok(self),
            false => {
                Err(Error::OptionInvalid { option: "window".into(), reason: "must be from 1 to 300 seconds" })
            }
        }
    }

    /// Demands one of these nonces of the server (RFC 9449 §8, §9): the present one, and those that are still good.
    #[must_use]
    pub fn with_nonces<N: Into<String>>(mut self, nonces: impl IntoIterator<Item = N>) -> Self {
        self.nonces = Some(nonces.into_iter().map(Into::into).collect());
        self
    }

    /// Checks the value of the request's `DPoP` header at the instant `now`, by the items of RFC 9449 §4.3. Joined
    /// headers have a comma between them, which no proof has: more than one is refused.
    ///
    /// # Errors
    /// [`Error::ProofInvalid`], with the claim that is wrong; [`Error::ProofNonceRequired`].
    pub fn verify(&self, proof: &str, now: UnixTime) -> Result<VerifiedProof, Error> {
        if proof.contains(',') {
            return Err(refused("there is more than one"));
        }
        let parts = Parts::split(proof, MAX_BYTES).map_err(as_proof)?;
        let (key, is_known) = key_of(&parts)?;
        let payload = parts.decode_payload().map_err(as_proof)?;
        let signature = parts.decode_signature().map_err(as_proof)?;
        let signature = signature[..].try_into().map_err(|_| refused("the signature is not 64 bytes"))?;
        if !PROOF_KEYS.verify(&key, parts.signing_input.as_bytes(), signature) {
            return Err(refused("the signature is not that of its jwk"));
        }
        let claims = Claims::parse(&payload).map_err(as_proof)?;
        let token_id = text(&claims, "jti")?.filter(|id| !id.is_empty());
        let token_id = token_id.ok_or(claim("jti", "it has no jti"))?;
        let issued_at = claims.issued_at().ok_or(claim("iat", "it has no iat"))?;
        if text(&claims, "htm")? != Some(&self.method) {
            return Err(claim("htm", "htm is not the method of this request"));
        }
        if !text(&claims, "htu")?.is_some_and(|htu| self.is_target(htu)) {
            return Err(claim("htu", "htu is not the URL of this request"));
        }
        let token_hash = text(&claims, "ath")?.map(str::to_owned);
        self.check_nonce(text(&claims, "nonce")?)?;
        self.check_times(&claims, issued_at, now)?;
        Ok(VerifiedProof {
            key,
            new_header: (!is_known).then(|| parts.header.to_owned()),
            token_id: token_id.to_owned(),
            token_hash,
            issued_at,
            good_until: issued_at.as_secs_f64() + self.window,
        })
    }

    /// Whether our own arithmetic was wrong about the signature of a proof in this process, so that ed25519-dalek alone is used for
    /// proofs from then on: what [`KeySet::has_defect`](crate::KeySet::has_defect) says of the keys of tokens.
    pub fn has_defect() -> bool {
        PROOF_KEYS.has_defect()
    }

    fn is_target(&self, uri: &str) -> bool {
        // Most clients spell it as the request does.
        uri == self.url || TargetUri::parse(uri).as_ref() == Some(&self.target)
    }

    fn check_nonce(&self, nonce: Option<&str>) -> Result<(), Error> {
        let Some(good) = &self.nonces else { return Ok(()) };
        let is_good = nonce.is_some_and(|nonce| good.iter().any(|known| known == nonce));
        if is_good { Ok(()) } else { Err(Error::ProofNonceRequired) }
    }

    fn check_times(&self, claims: &Claims<'_>, issued_at: UnixTime, now: UnixTime) -> Result<(), Error> {
        let seconds = now.as_secs_f64();
        if (seconds - issued_at.as_secs_f64()).abs() > self.window {
            return Err(claim("iat", "it was made too long ago, or too far ahead"));
        }
        // Not needed in a proof; a client that sets them means them.
        if claims.expires_at().is_some_and(|exp| seconds >= exp.as_secs_f64() + LEEWAY) {
            return Err(claim("exp", "it has expired"));
        }
        if claims.not_before().is_some_and(|nbf| seconds < nbf.as_secs_f64() - LEEWAY) {
            return Err(claim("nbf", "it is not valid yet"));
        }
        Ok(())
    }
}

/// Whether its key was known already says nothing about a proof.
impl PartialEq for VerifiedProof {
    fn eq(&self, other: &Self) -> bool {
        let of = |proof: &Self| (proof.issued_at, proof.good_until);
        of(self) == of(other)
            && (&self.key, &self.token_id, &self.token_hash)
                == (&other.key, &other.token_id, &other.token_hash)
    }
}

impl VerifiedProof {
    /// The thumbprint of the client's key (RFC 7638), which a token that is bound to it has as `cnf.jkt` (RFC 9449 §6.1).
    pub fn thumbprint(&self) -> &str {
        self.key.thumbprint()
    }

    /// `jti`: the proof's own identifier, as the client chose it.
    pub fn token_id(&self) -> &str {
        &self.token_id
    }

    /// `iat`: when the client says that it made the proof.
    pub fn issued_at(&self) -> UnixTime {
        self.issued_at
    }

    /// What to remember of the proof, so that it is used once (RFC 9449 §11.1): 43 characters, of key and `jti`. Another
    /// client cannot use it up.
    pub fn replay_id(&self) -> String {
        let id = Sha256::new().chain_update(self.thumbprint()).chain_update(&self.token_id).finalize();
        base64url::encode(&id)
    }

    /// Until when the proof is good, and has to be remembered, in seconds since the epoch: this instant included.
    pub fn good_until(&self) -> f64 {
        self.good_until
    }

    /// Checks that the proof was made for this access token (`ath`, RFC 9449 §4.2).
    ///
    /// # Errors
    /// [`Error::ProofInvalid`] for another token, or without `ath`.
    pub fn covers(&self, access_token: &str) -> Result<(), Error> {
        match self.token_hash.as_ref().is_some_and(|hash| self.key.is_hash_of(hash, access_token)) {
            true => Ok(()),
            false => Err(claim("ath", "ath is not the hash of the access token")),
        }
    }

    /// Keeps the key of the proof, among those of the thousand clients that were here last: their next proofs take a third of the
    /// time. To be called when all else about the request is known to be good: anyone can make keys, and proofs of them.
    pub fn remember_key(&self) {
        if let Some(header) = &self.new_header {
            PROOF_KEYS.remember(header, &self.key);
        }
    }

    /// Whether the key was among those.
    #[cfg(feature = "wasm")]
    pub(crate) fn is_of_known_key(&self) -> bool {
        self.new_header.is_none()
    }
}

/// Keeps the key of a proof that was verified, for [`VerifiedProof::remember_key`] across the border to JavaScript.
#[cfg(feature = "wasm")]
pub(crate) fn remember_key(proof: &str) -> Result<(), Error> {
    let parts = Parts::split(proof, MAX_BYTES).map_err(as_proof)?;
    PROOF_KEYS.remember(parts.header, &key_of(&parts)?.0);
    Ok(())
}

/// The key that the header brings along, and whether it is known: here, and nowhere else, it is used.
fn key_of(parts: &Parts<'_>) -> Result<(Arc<ProofKey>, bool), Error> {
    if let Some(known) = PROOF_KEYS.find(parts.header) {
        return Ok((known, true));
    }
    let key = read_key(&parts.decode_header().map_err(as_proof)?)?;
    Ok((Arc::new(ProofKey::new(key)), false))
}

fn read_key(header: &Header) -> Result<VerifyingKey, Error> {
    if header.token_type().map(media_type).as_deref() != Some("dpop+jwt") {
        return Err(refused("typ is not dpop+jwt"));
    }
    Algorithm::parse(header.algorithm()).map_err(|_| refused("alg is not EdDSA or Ed25519"))?;
    header.refuse_critical().map_err(|_| refused("the header has an extension that is not understood"))?;
    let header = Json::parse(header.json()).map_err(refused)?;
    let jwk = header.get("jwk").ok_or(refused("the header has no jwk"))?;
    if jwk.get("d").is_some() {
        return Err(refused("its jwk is private"));
    }
    VerifyingKey::read(jwk).map_err(|_| refused("its jwk is not an Ed25519 public key"))
}

fn text<'c>(claims: &'c Claims<'_>, name: &'static str) -> Result<Option<&'c str>, Error> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    value.as_str().map(Some).ok_or(claim(name, "a claim is not a string"))
}

// The reader of tokens says what is wrong with a token; here that token is the proof.
fn as_proof(error: Error) -> Error {
    match error {
        Error::TokenMalformed { reason, .. } => refused(reason),
        Error::ClaimMalformed { claim: name, .. } => claim(name, "a claim is of a wrong type or range"),
        _ => refused("it is too long"),
    }
}

fn refused(reason: &'static str) -> Error {
    Error::ProofInvalid { claim: None, reason }
}

fn claim(claim: &'static str, reason: &'static str) -> Error {
    Error::ProofInvalid { claim: Some(claim), reason }
}

/// The longest proof that is read: one of 8 KiB does not fit the headers that most servers allow.
const MAX_BYTES: usize = 8192;
/// What clocks may differ, as in a policy, in seconds.
const LEEWAY: f64 = 5.0;

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::error_code::ErrorCode;
    use crate::keys::SigningKey;

    const NOW: u32 = 1_767_225_600;

    fn proof(seed: u8, claims: &str) -> String {
        let key = SigningKey::from_seed(&[seed; 32]).unwrap();
        let header = format!(r#"{{"typ":"dpop+jwt","alg":"EdDSA","jwk":{}}}"#, key.verifying_key().to_jwk());
        let claims = format!(r#"{{"htm":"GET","htu":"https://a/","iat":{NOW}{claims}}}"#);
        let input =
            format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(claims.as_bytes()));
        format!("{input}.{}", base64url::encode(&key.sign(input.as_bytes())))
    }

    fn verified(seed: u8, claims: &str) -> Result<VerifiedProof, Error> {
        let expected = ExpectedProof::new("GET", "https://a/b/..?c").unwrap();
        expected.verify(&proof(seed, claims), UnixTime::from_secs(NOW))
    }

    #[test]
    fn a_proof_says_whose_it_is_and_until_when_it_has_to_be_remembered() {
        let proof = verified(1, r#","jti":"a""#).unwrap();
        let key = SigningKey::from_seed(&[1; 32]).unwrap();
        assert_eq!(proof.thumbprint(), key.verifying_key().thumbprint());
        assert_eq!(proof.token_id(), "a");
        assert_eq!(proof.issued_at(), UnixTime::from_secs(NOW));
        assert!((proof.good_until() - f64::from(NOW + 60)).abs() < 1e-9);
        assert_eq!(proof.covers("token").map_err(|error| error.code()), Err(ErrorCode::ProofInvalid));
    }

    #[test]
    fn no_two_keys_and_no_two_ids_share_a_replay_id() {
        let id = |seed, jti: &str| verified(seed, &format!(r#","jti":"{jti}""#)).unwrap().replay_id();
        assert_eq!(id(1, "a"), id(1, "a"));
        assert_ne!(id(1, "a"), id(1, "b"));
        assert_ne!(id(1, "a"), id(2, "a"));
        assert_eq!(id(1, &"a".repeat(5000)).len(), 43);
    }

    #[test]
    fn a_proof_of_100_kilobytes_is_not_read() {
        let refusal = verified(1, &format!(r#","jti":"{}""#, "a".repeat(75_000))).unwrap_err();
        assert_eq!(refusal, refused("it is too long"));
    }

    #[test]
    fn no_proof_is_for_a_request_without_an_http_url() {
        let refusal = ExpectedProof::new("GET", "/b").unwrap_err();
        assert_eq!((refusal.code(), refusal.claim()), (ErrorCode::ProofInvalid, Some("htu")));
    }

    #[test]
    fn a_window_is_of_1_to_300_seconds() {
        let expected = ExpectedProof::new("GET", "https://a/").unwrap();
        for seconds in [1.0, 300.0] {
            assert!(expected.clone().with_window(seconds).is_ok());
        }
        for seconds in [0.999, 300.001, -1.0, f64::NAN, f64::INFINITY] {
            let refusal = expected.clone().with_window(seconds).unwrap_err();
            assert_eq!(refusal.code(), ErrorCode::OptionInvalid, "{seconds}");
        }
    }
}
