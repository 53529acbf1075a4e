//! DPoP proofs that a client makes (RFC 9449 §4.2).

use sha2::{Digest, Sha256};

use crate::dpop::target::TargetUri;
use crate::encoding::base64url;
use crate::encoding::json::quote;
use crate::error::Error;
use crate::keys::SigningKey;
use crate::time::UnixTime;
use crate::token::random_id;

/// A proof to make, for one request.
#[derive(Clone, Debug)]
pub struct NewProof {
    method: String,
    url: String,
    token_hash: Option<String>,
    nonce: Option<String>,
}

impl NewProof {
    /// A proof for a request of this method to this URL. Query and fragment are left out of it.
    ///
    /// # Errors
    /// [`Error::OptionInvalid`] if the URL is not an absolute http or https URL: no proof can be for it.
    pub fn new(method: impl Into<String>, url: &str) -> Result<Self, Error> {
        let reason = "must be an absolute http or https URL";
        TargetUri::parse(url).ok_or(Error::OptionInvalid { option: "url".into(), reason })?;
        let url = url[..url.find(['?', '#']).unwrap_or(url.len())].to_owned();
        Ok(Self { method: method.into(), url, token_hash: None, nonce: None })
    }

    /// The proof for a request that presents this access token (`ath`).
    #[must_use]
    pub fn with_access_token(mut self, token: &str) -> Self {
        self.token_hash = Some(base64url::encode(&Sha256::digest(token)));
        self
    }

    /// The proof with the nonce that the server asked for (RFC 9449 §8).
    #[must_use]
    pub fn with_nonce(mut self, nonce: impl Into<String>) -> Self {
        self.nonce = Some(nonce.into());
        self
    }

    /// Makes the proof: the value of a `DPoP` header. Each has an identifier of its own, since each is good once.
    ///
    /// # Errors
    /// [`Error::KeyInvalid`] if there is no randomness.
    pub fn sign(&self, key: &SigningKey, now: UnixTime) -> Result<String, Error> {
        // It travels with every request: nothing that need not be in it.
        let (alg, jwk) = (key.algorithm().as_str(), key.verifying_key().required_jwk());
        let header = format!(r#"{{"typ":"dpop+jwt","alg":"{alg}","jwk":{jwk}}}"#);
        let (id, method, url) = (quote(&random_id()?), quote(&self.method), quote(&self.url));
        let mut claims = format!(r#"{{"jti":{id},"htm":{method},"htu":{url},"iat":{}"#, now.as_secs());
        for (name, value) in [("ath", &self.token_hash), ("nonce", &self.nonce)] {
            if let Some(value) = value {
                claims.push_str(&format!(r#","{name}":{}"#, quote(value)));
            }
        }
        claims.push('}');
        let mut proof =
            format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(claims.as_bytes()));
        let signature = key.sign(proof.as_bytes());
        proof.push('.');
        proof.push_str(&base64url::encode(&signature));
        Ok(proof)
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::dpop::ExpectedProof;
    use crate::error_code::ErrorCode;

    const URL: &str = "https://auth.example/token";

    fn key() -> SigningKey {
        SigningKey::from_seed(&[7; 32]).unwrap()
    }

    fn now() -> UnixTime {
        UnixTime::from_secs_f64(1_767_225_600.75).unwrap()
    }

    #[test]
    fn a_proof_passes_the_check_for_its_request_token_and_nonce() {
        let new = NewProof::new("POST", "https://auth.example/token?a=b#c").unwrap();
        let proof = new.with_access_token("token").with_nonce("n\"1").sign(&key(), now()).unwrap();
        let expected = ExpectedProof::new("POST", URL).unwrap().with_nonces(["n\"1"]);
        let verified = expected.verify(&proof, now()).unwrap();
        assert_eq!(verified.thumbprint(), key().verifying_key().thumbprint());
        assert_eq!(verified.issued_at(), UnixTime::from_secs(1_767_225_600));
        verified.covers("token").unwrap();
        assert_eq!(verified.covers("other").unwrap_err().claim(), Some("ath"));
        for expected in [ExpectedProof::new("GET", URL), ExpectedProof::new("POST", "https://auth.example/")]
        {
            let refusal = expected.unwrap().verify(&proof, now()).unwrap_err();
            assert_eq!(refusal.code(), ErrorCode::ProofInvalid);
        }
    }

    #[test]
    fn no_two_proofs_share_an_identifier() {
        let new = NewProof::new("POST", URL).unwrap();
        let id = || {
            let proof = new.sign(&key(), now()).unwrap();
            ExpectedProof::new("POST", URL).unwrap().verify(&proof, now()).unwrap().replay_id()
        };
        assert_ne!(id(), id());
    }

    #[test]
    fn no_proof_is_for_a_url_that_is_not_http() {
        for url in ["/token", "ftp://auth.example/", "https://u:p@auth.example/", ""] {
            assert_eq!(NewProof::new("POST", url).unwrap_err().code(), ErrorCode::OptionInvalid, "{url}");
        }
    }
}
