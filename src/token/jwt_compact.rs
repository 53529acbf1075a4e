//! Tokens and claims as the crate jwt-compact has them, made and checked by this crate's rules.

use std::borrow::Cow;
use std::convert::Infallible;

use jwt_compact::{Algorithm, AlgorithmExt, Token, UntrustedToken};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, TokenPart};
use crate::time::UnixTime;
use crate::token::{Issuer, Verifier};

impl Issuer {
    /// Issues a token of jwt-compact's claims, which state `iat` and `exp` (and `nbf`) themselves: the options of this
    /// issuer are made with [`Lifetime::Stated`](crate::Lifetime::Stated). Everything else is as in
    /// [`issue`](Self::issue).
    ///
    /// ```
    /// use countersign::{
    ///     ExpectedAudience, ExpectedIssuer, IssueOptions, Issuer, KeySet, Lifetime, Policy, SigningKey, UnixTime, Verifier,
    /// };
    /// use jwt_compact::{Claims, TimeOptions};
    /// use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Debug, PartialEq, Serialize, Deserialize)]
    /// struct Session {
    ///     sub: String,
    ///     admin: bool,
    /// }
    ///
    /// # fn main() -> Result<(), countersign::Error> {
    /// let key = SigningKey::generate()?;
    /// let hour = chrono::Duration::try_hours(1).unwrap_or_default();
    /// let session = Session { sub: "user-1".to_owned(), admin: false };
    /// let claims = Claims::new(session).set_duration_and_issuance(&TimeOptions::new(hour, chrono::Utc::now), hour);
    ///
    /// let options = IssueOptions::new(Lifetime::Stated)?.with_issuer("https://auth.example").with_audience(["api"]);
    /// let token = Issuer::new(key.clone(), options).issue_claims(&claims)?;
    ///
    /// let policy = Policy::new(ExpectedIssuer::exactly("https://auth.example"), ExpectedAudience::any_of(["api"]));
    /// let verifier = Verifier::new(KeySet::from(&key), policy);
    /// let verified = verifier.verify_claims::<Session>(&token, UnixTime::from(std::time::SystemTime::now()))?;
    /// assert_eq!(verified.claims().custom.sub, "user-1");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::OptionInvalid`] if the claims lack `iat` or `exp`, or give a claim that the options give too.
    pub fn issue_claims<T: Serialize>(&self, claims: &jwt_compact::Claims<T>) -> Result<String, Error> {
        self.issue_stated(&serde_json::to_string(claims).map_err(|_| invalid("cannot be written as JSON"))?)
    }
}

impl Verifier {
    /// Verifies a token as [`verify`](Self::verify) does, and answers with jwt-compact's type for it. In that crate the
    /// type proves the signature alone; from here it has also met the policy.
    ///
    /// # Errors
    /// As [`verify`](Self::verify); [`Error::TokenMalformed`] if the claims do not fit into `T`.
    pub fn verify_claims<T: DeserializeOwned>(&self, token: &str, now: UnixTime) -> Result<Token<T>, Error> {
        let verified = self.verify(token, now)?;
        let unfit = |reason| Error::TokenMalformed { part: TokenPart::Payload, reason };
        let untrusted =
            UntrustedToken::new(token).map_err(|_| unfit("is of a form that jwt-compact does not read"))?;
        let proven = Proven { algorithm: verified.header().algorithm().to_owned() };
        proven
            .validator::<T>(&())
            .validate(&untrusted)
            .map_err(|_| unfit("the claims do not fit into the program's type"))
    }
}

/// Stands for the signature that [`Verifier::verify`] has just checked: jwt-compact makes its token only after asking an
/// algorithm.
struct Proven {
    algorithm: String,
}

impl Algorithm for Proven {
    /// It never signs.
    type SigningKey = Infallible;
    type VerifyingKey = ();
    type Signature = ed25519_dalek::Signature;

    fn name(&self) -> Cow<'static, str> {
        Cow::Owned(self.algorithm.clone())
    }

    fn sign(&self, never: &Infallible, _message: &[u8]) -> Self::Signature {
        match *never {}
    }

    fn verify_signature(&self, _signature: &Self::Signature, _key: &(), _message: &[u8]) -> bool {
        true
    }
}

fn invalid(reason: &'static str) -> Error {
    Error::OptionInvalid { option: Cow::Borrowed("claims"), reason }
}
