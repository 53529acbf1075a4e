//! The one way from an unverified token to a verified one.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::error::{Error, TokenPart};
use crate::jws::{Header, UnverifiedToken};
use crate::keys::KeySet;
use crate::time::UnixTime;
use crate::token::{Claims, Policy, Validity};

/// Checks tokens against a key set and a policy.
#[derive(Clone, Debug)]
pub struct Verifier {
    keys: Arc<KeySet>,
    policy: Arc<Policy>,
}

/// A token whose signature *and* claims have been checked: the only type that hands out claims.
#[derive(Clone, Debug)]
pub struct VerifiedToken {
    header: Header,
    payload: String,
    validity: Validity,
}

impl Verifier {
    /// A verifier of tokens by `keys` that must meet `policy`.
    pub fn new(keys: impl Into<Arc<KeySet>>, policy: impl Into<Arc<Policy>>) -> Self {
        Self { keys: keys.into(), policy: policy.into() }
    }

    /// The keys that it verifies by.
    pub fn keys(&self) -> &KeySet {
        &self.keys
    }

    /// Verifies a compact JWS at the instant `now`: its spelling, key, signature, claims and the policy, in that order,
    /// so that no claim is read before the signature is known to be good (RFC 8725 §3.3).
    ///
    /// # Errors
    /// The [`Error`] of the first check that fails.
    pub fn verify(&self, token: &str, now: UnixTime) -> Result<VerifiedToken, Error> {
        self.verify_held(token, None, now)
    }

    /// Verifies a token from the holder of the key with this thumbprint, or, without one, from anyone.
    pub(crate) fn verify_held(
        &self,
        token: &str,
        held: Option<&str>,
        now: UnixTime,
    ) -> Result<VerifiedToken, Error> {
        let token = UnverifiedToken::parse(token, self.policy.max_token_bytes())?;
        let key = self.keys.select_index(token.header())?;
        token.header().refuse_critical()?;
        let signature = token.signature().try_into().map_err(|_| Error::SignatureInvalid)?;
        if !self.keys.verify(key, token.signing_input().as_bytes(), signature) {
            return Err(Error::SignatureInvalid);
        }
        let (header, payload) = token.into_parts();
        let claims = Claims::parse(&payload)?;
        let validity = self.policy.check(&header, &claims, held, now)?;
        drop(claims);
        let not_utf8 = |_| Error::TokenMalformed { part: TokenPart::Payload, reason: "is not UTF-8" };
        Ok(VerifiedToken { header, payload: String::from_utf8(payload).map_err(not_utf8)?, validity })
    }
}

impl VerifiedToken {
    /// The protected header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The claims, read from the payload at each call.
    #[expect(clippy::expect_used, reason = "the verifier has read the same bytes before it made this token")]
    pub fn claims(&self) -> Claims<'_> {
        Claims::parse(self.payload.as_bytes()).expect("a verified token has claims")
    }

    /// The claims as JSON text, as they were signed.
    pub fn claims_json(&self) -> &str {
        &self.payload
    }

    /// The claims as JSON text, without a copy.
    pub fn into_claims_json(self) -> String {
        self.payload
    }

    /// For how long the checks of time keep passing.
    pub fn validity(&self) -> Validity {
        self.validity
    }

    /// The claims as the caller's own type.
    ///
    /// # Errors
    /// What serde says if the claims do not have that shape.
    pub fn deserialize_claims<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.payload)
    }
}
