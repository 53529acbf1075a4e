//! Making tokens.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jwt_compact::AlgorithmExt;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::encoding::base64url;
use crate::error::Error;
use crate::keys::SigningKey;
use crate::random;
use crate::time::UnixTime;
use crate::token::{Claims, IssueOptions};

/// Issues tokens with one key and the same options.
#[derive(Clone, Debug)]
pub struct Issuer {
    key: SigningKey,
    options: IssueOptions,
}

impl Issuer {
    /// An issuer that signs with `key`.
    pub fn new(key: SigningKey, options: IssueOptions) -> Self {
        Self { key, options }
    }

    /// Issues a token of `claims`, which must serialize to a JSON object, at the instant `now`. `iat`, `exp`, `kid`
    /// and `alg` are set here, and so is a random `jti` unless one is given.
    ///
    /// # Errors
    /// [`Error::OptionInvalid`] where the claims are no object, hold `iat`, `exp`, `nbf` or what the options give too,
    /// or have a registered claim of a wrong type.
    pub fn issue<C: Serialize>(&self, claims: &C, now: UnixTime) -> Result<String, Error> {
        let json = serde_json::to_string(claims).map_err(|_| unwritable())?;
        self.issue_json(&json, now)
    }

    /// Issues a token of claims given as JSON text, as [`issue`](Self::issue) does.
    ///
    /// # Errors
    /// See [`issue`](Self::issue).
    pub fn issue_json(&self, claims: &str, now: UnixTime) -> Result<String, Error> {
        let read = Claims::parse(claims.as_bytes()).map_err(as_option)?;
        if let Some(claim) = ["iat", "exp", "nbf"].into_iter().find(|claim| read.contains(claim)) {
            let option = Cow::Owned(format!("claims.{claim}"));
            return Err(Error::OptionInvalid { option, reason: "is set by expiresIn, notBefore and now" });
        }
        let mut registered = self.options.registered(now)?;
        if let Some((_, option, _)) = registered.iter().find(|(claim, ..)| read.contains(claim)) {
            return Err(Error::OptionInvalid {
                option: Cow::Borrowed(option),
                reason: "is also among the claims",
            });
        }
        if !read.contains("jti") && !registered.iter().any(|(claim, ..)| *claim == "jti") {
            registered.push(("jti", "jwtId", Value::from(random_id()?)));
        }
        self.sign(Payload { registered, custom: serde_json::from_str(claims).map_err(|_| unwritable())? })
    }

    fn sign(&self, payload: Payload<'_>) -> Result<String, Error> {
        let header = jwt_compact::Header::empty()
            .with_key_id(self.key.kid())
            .with_token_type(self.options.token_type());
        let token = self.key.algorithm().token(&header, &jwt_compact::Claims::new(payload), &self.key);
        token.map_err(|_| unwritable())
    }
}

/// The claims of the options before those of the caller, whose values keep their spelling.
struct Payload<'c> {
    registered: Vec<(&'static str, &'static str, Value)>,
    custom: BTreeMap<String, &'c RawValue>,
}

impl Serialize for Payload<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (claim, _, value) in &self.registered {
            map.serialize_entry(claim, value)?;
        }
        for (claim, value) in &self.custom {
            map.serialize_entry(claim, value)?;
        }
        map.end()
    }
}

/// 128 random bits: no two tokens share an identifier (RFC 7519 §4.1.7).
fn random_id() -> Result<String, Error> {
    let mut bytes = [0; 16];
    random::fill(&mut bytes)?;
    Ok(base64url::encode(&bytes))
}

/// A claim that could not be verified must not be issued; here it is the program's mistake, not a token's.
fn as_option(error: Error) -> Error {
    match error {
        Error::TokenMalformed { reason, .. } => {
            Error::OptionInvalid { option: Cow::Borrowed("claims"), reason }
        }
        Error::ClaimMalformed { claim, .. } => Error::OptionInvalid {
            option: Cow::Owned(format!("claims.{claim}")),
            reason: "has the wrong type",
        },
        other => other,
    }
}

fn unwritable() -> Error {
    Error::OptionInvalid { option: Cow::Borrowed("claims"), reason: "cannot be written as JSON" }
}
