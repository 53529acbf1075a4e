//! Making tokens.

use serde::Serialize;

use crate::encoding::base64url;
use crate::error::Error;
use crate::keys::SigningKey;
use crate::time::UnixTime;
use crate::token::{IssueOptions, RemoteIssuer};

/// Issues tokens with one key and the same options.
#[derive(Clone, Debug)]
pub struct Issuer {
    key: SigningKey,
    tokens: RemoteIssuer,
}

impl Issuer {
    /// An issuer that signs with `key`.
    pub fn new(key: SigningKey, options: IssueOptions) -> Self {
        let tokens = RemoteIssuer::new(key.verifying_key().clone(), options);
        Self { key, tokens }
    }

    /// Issues a token of `claims`, which must serialize to a JSON object, at the instant `now`. `iat`, `exp`, `kid`
    /// and `alg` are set here, and so is a random `jti` unless one is given.
    ///
    /// # Errors
    /// [`Error::OptionInvalid`] if the claims are not an object, hold `iat`, `exp`, `nbf` or what the options give too,
    /// or have a registered claim of a wrong type; also if the token would be longer than the options allow.
    pub fn issue<C: Serialize>(&self, claims: &C, now: UnixTime) -> Result<String, Error> {
        Ok(self.sign(self.tokens.prepare(claims, now)?))
    }

    /// Issues a token of claims given as the text of a JSON object, as [`issue`](Self::issue) does. The text's own
    /// spelling is what is signed.
    ///
    /// # Errors
    /// See [`issue`](Self::issue).
    pub fn issue_json(&self, claims: &str, now: UnixTime) -> Result<String, Error> {
        Ok(self.sign(self.tokens.prepare_json(claims, now)?))
    }

    /// Issues a token of claims that state `iat` and `exp` themselves.
    pub(super) fn issue_stated(&self, claims: &str) -> Result<String, Error> {
        Ok(self.sign(self.tokens.prepare_stated(claims)?))
    }

    fn sign(&self, mut token: String) -> String {
        let signature = self.key.sign(token.as_bytes());
        token.push('.');
        token.push_str(&base64url::encode(&signature));
        token
    }
}
