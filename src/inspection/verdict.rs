//! The verdict: that of the verifier, with what an API would answer and which key was taken.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::error::Error;
use crate::error_code::ErrorCode;
use crate::inspection::TokenKind;
use crate::inspection::reading::Reading;
use crate::jws::UnverifiedToken;
use crate::keys::{Algorithm, KeySet};
use crate::session::ApiToken;
use crate::time::UnixTime;
use crate::token::{Claims, Policy, Verifier};

/// Whether a token is accepted, and why not.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Verdict {
    /// The verdict in a word.
    pub state: VerdictState,
    /// The code of the error that refuses the token.
    pub code: Option<ErrorCode>,
    /// The sentence that goes with it.
    pub message: String,
    /// The claim that the error speaks of.
    pub claim: Option<String>,
    /// The HTTP status that an API answers with.
    pub status: Option<u16>,
    /// The `WWW-Authenticate` header that an API answers with.
    pub challenge: Option<String>,
}

/// The verdict in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum VerdictState {
    /// Signature and policy hold.
    Valid,
    /// An error refuses the token.
    Refused,
    /// There was no key to check it with.
    Unchecked,
}

/// The key that a verifier takes for a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ChosenKey {
    /// The key's `kid`.
    pub kid: String,
    /// The key's algorithm name.
    pub algorithm: &'static str,
    /// `kid` if the token names the key; `only-key` if it names none and the set has only one.
    pub rule: &'static str,
    /// The rule as half a sentence.
    pub text: &'static str,
}

pub(super) fn judge(
    reading: &Reading<'_>,
    keys: Option<&Arc<KeySet>>,
    policy: &Policy,
    now: UnixTime,
) -> (Verdict, Option<ChosenKey>) {
    let key = keys.and_then(|keys| choose(reading.text, keys));
    let judged = match (reading.kind, keys) {
        (TokenKind::ApiToken, _) => api_token(reading.text).map(|()| Verdict::unchecked(OPAQUE)),
        (_, None) => without_key(reading.text, policy).map(|()| Verdict::unchecked(NO_KEY)),
        (_, Some(keys)) => Verifier::new(Arc::clone(keys), policy.clone())
            .verify(reading.text, now)
            .map(|_| Verdict::valid()),
    };
    (judged.unwrap_or_else(|error| Verdict::refused(&error)), key)
}

const NO_KEY: &str = "the signature was not checked: there is no key";
const OPAQUE: &str = "only the service that issued this API token can say whether it is good";

/// The faults that no key can repair.
fn without_key(token: &str, policy: &Policy) -> Result<(), Error> {
    let token = UnverifiedToken::parse(token, policy.max_token_bytes())?;
    Algorithm::parse(token.header().algorithm())?;
    token.header().refuse_critical()?;
    if token.signature().len() != 64 {
        return Err(Error::SignatureInvalid);
    }
    Claims::parse(token.payload()).map(drop)
}

pub(super) fn api_token(text: &str) -> Result<(), Error> {
    ApiToken::read(text).map(drop)
}

fn choose(token: &str, keys: &KeySet) -> Option<ChosenKey> {
    let token = UnverifiedToken::parse(token, usize::MAX).ok()?;
    let key = keys.select(token.header()).ok()?;
    let (rule, text) = match token.header().key_id() {
        Some(_) => ("kid", "named by the token’s kid"),
        None => ("only-key", "the only key there is; the token names none"),
    };
    Some(ChosenKey { kid: key.kid().to_owned(), algorithm: key.algorithm().as_str(), rule, text })
}

impl Verdict {
    fn valid() -> Self {
        Self::new(VerdictState::Valid, "signature and policy hold".to_owned())
    }

    fn unchecked(message: &str) -> Self {
        Self::new(VerdictState::Unchecked, message.to_owned())
    }

    fn refused(error: &Error) -> Self {
        let code = error.code();
        Self {
            code: Some(code),
            claim: error.claim().map(str::to_owned),
            status: Some(code.status()),
            challenge: error.challenge(None),
            ..Self::new(VerdictState::Refused, error.to_string())
        }
    }

    fn new(state: VerdictState, message: String) -> Self {
        Self { state, message, code: None, claim: None, status: None, challenge: None }
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
