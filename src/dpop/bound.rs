//! Tokens that are bound to a key, with the proof of that key (RFC 9449 §7.1).

use crate::dpop::VerifiedProof;
use crate::error::Error;
use crate::time::UnixTime;
use crate::token::{VerifiedToken, Verifier};

impl Verifier {
    /// Verifies a token that came with a proof, as [`verify`](Self::verify) does. The proof also has to be for this
    /// token, and the token bound to the proof's key (`cnf.jkt`).
    ///
    /// # Errors
    /// The [`Error`] of the first check that fails; [`Error::ProofKeyMismatch`] for a token that is bound to another key,
    /// or to none.
    pub fn verify_bound(
        &self,
        token: &str,
        proof: &VerifiedProof,
        now: UnixTime,
    ) -> Result<VerifiedToken, Error> {
        proof.covers(token)?;
        let verified = self.verify_held(token, Some(proof.thumbprint()), now)?;
        proof.remember_key();
        Ok(verified)
    }
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::dpop::proof_keys::PROOF_KEYS;
    use crate::dpop::{ExpectedProof, NewProof};
    use crate::keys::{KeySet, SigningKey};
    use crate::token::{ExpectedAudience, ExpectedIssuer, IssueOptions, Issuer, Lifetime, Policy};

    #[test]
    fn the_key_of_a_proof_is_remembered_with_a_valid_token_alone() {
        let (issuer, client) =
            (SigningKey::from_seed(&[31; 32]).unwrap(), SigningKey::from_seed(&[32; 32]).unwrap());
        let policy = Policy::new(ExpectedIssuer::Unchecked, ExpectedAudience::Unchecked);
        let verifier = Verifier::new(KeySet::from(&issuer), policy);
        let now = UnixTime::from_secs(1_767_225_600);
        let issuing = Issuer::new(issuer, IssueOptions::new(Lifetime::Seconds(60.0)).unwrap());
        let bound_to = |jkt: &str| {
            let claims = format!(r#"{{"cnf":{{"jkt":"{jkt}"}}}}"#);
            issuing.issue_json(&claims, now).unwrap()
        };
        let presents = |token: &str| {
            let proof = NewProof::new("GET", "https://a/").unwrap().with_access_token(token);
            let proof = proof.sign(&client, now).unwrap();
            let verified = ExpectedProof::new("GET", "https://a/").unwrap().verify(&proof, now).unwrap();
            let outcome = verifier.verify_bound(token, &verified, now);
            (outcome.is_ok(), PROOF_KEYS.find(proof.split_once('.').unwrap().0).is_some())
        };
        assert_eq!(presents(&bound_to("another key")), (false, false));
        assert_eq!(presents(&bound_to(client.verifying_key().kid())), (true, true));
    }
}
