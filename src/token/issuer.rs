//! Making tokens.

use std::borrow::Cow;

use serde::Serialize;

use crate::encoding::base64url;
use crate::encoding::json::quote;
use crate::error::Error;
use crate::keys::SigningKey;
use crate::random;
use crate::time::UnixTime;
use crate::token::issue_options::Registered;
use crate::token::{Claims, IssueOptions};

/// Issues tokens with one key and the same options.
#[derive(Clone, Debug)]
pub struct Issuer {
    key: SigningKey,
    options: IssueOptions,
    /// The protected header, the same for each token, as it is spelled.
    header: String,
}

impl Issuer {
    /// An issuer that signs with `key`.
    pub fn new(key: SigningKey, options: IssueOptions) -> Self {
        let (alg, typ, kid) = (key.algorithm().as_str(), quote(options.token_type()), quote(key.kid()));
        let header = base64url::encode(format!(r#"{{"alg":"{alg}","typ":{typ},"kid":{kid}}}"#).as_bytes());
        Self { key, options, header }
    }

    /// Issues a token of `claims`, which must serialize to a JSON object, at the instant `now`. `iat`, `exp`, `kid`
    /// and `alg` are set here, and so is a random `jti` unless one is given.
    ///
    /// # Errors
    /// [`Error::OptionInvalid`] if the claims are not an object, hold `iat`, `exp`, `nbf` or what the options give too,
    /// or have a registered claim of a wrong type; also if the token would be longer than the options allow.
    pub fn issue<C: Serialize>(&self, claims: &C, now: UnixTime) -> Result<String, Error> {
        let unwritable =
            Error::OptionInvalid { option: Cow::Borrowed("claims"), reason: "cannot be written as JSON" };
        self.issue_json(&serde_json::to_string(claims).map_err(|_| unwritable)?, now)
    }

    /// Issues a token of claims given as the text of a JSON object, as [`issue`](Self::issue) does. The text's own
    /// spelling is what is signed.
    ///
    /// # Errors
    /// See [`issue`](Self::issue).
    pub fn issue_json(&self, claims: &str, now: UnixTime) -> Result<String, Error> {
        let read = Claims::parse(claims.as_bytes()).map_err(as_option)?;
        if let Some(claim) = ["iat", "exp", "nbf"].into_iter().find(|claim| read.contains(claim)) {
            let option = Cow::Owned(format!("claims.{claim}"));
            return Err(Error::OptionInvalid { option, reason: "is set by expiresIn, notBefore and now" });
        }
        self.issue_with(self.options.instants(now)?, claims, &read)
    }

    /// Issues a token of claims that state `iat` and `exp` themselves.
    pub(super) fn issue_stated(&self, claims: &str) -> Result<String, Error> {
        self.options.refuse_instants()?;
        let read = Claims::parse(claims.as_bytes()).map_err(as_option)?;
        if let Some(claim) = ["iat", "exp"].into_iter().find(|claim| !read.contains(claim)) {
            let option = Cow::Owned(format!("claims.{claim}"));
            return Err(Error::OptionInvalid { option, reason: "must be given" });
        }
        self.issue_with(Vec::new(), claims, &read)
    }

    fn issue_with(
        &self,
        instants: Vec<Registered>,
        claims: &str,
        read: &Claims<'_>,
    ) -> Result<String, Error> {
        let mut registered = self.options.registered();
        registered.extend(instants);
        if let Some(given) = registered.iter().find(|given| read.contains(given.claim)) {
            return Err(Error::OptionInvalid {
                option: Cow::Borrowed(given.option),
                reason: "is also among the claims",
            });
        }
        if !read.contains("jti") && !registered.iter().any(|given| given.claim == "jti") {
            registered.push(Registered { claim: "jti", option: "jwtId", json: quote(&random_id()?) });
        }
        let token = self.sign(&merge(&registered, claims));
        match token.len() <= self.options.max_token_bytes() {
            true => Ok(token),
            false => Err(Error::OptionInvalid { option: Cow::Borrowed("maxTokenBytes"), reason: TOO_LONG }),
        }
    }

    fn sign(&self, payload: &str) -> String {
        let mut token = format!("{}.{}", self.header, base64url::encode(payload.as_bytes()));
        let signature = self.key.sign(token.as_bytes());
        token.push('.');
        token.push_str(&base64url::encode(&signature));
        token
    }
}

/// The object that has the registered claims before those of the object `custom`.
fn merge(registered: &[Registered], custom: &str) -> String {
    let mut members: Vec<String> =
        registered.iter().map(|given| format!(r#""{}":{}"#, given.claim, given.json)).collect();
    // The text was read as an object: between its braces stand its members, if it has any.
    let inner = custom.trim().strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or_default();
    members.extend(Some(inner.to_owned()).filter(|inner| !inner.trim().is_empty()));
    format!("{{{}}}", members.join(","))
}

/// A verifier with the default policy would refuse it: better now than in production.
const TOO_LONG: &str =
    "is less than this token needs: shorten the claims, or raise it here and in the verifiers' policy";

/// 128 random bits: no two tokens share an identifier (RFC 7519 §4.1.7).
pub(crate) fn random_id() -> Result<String, Error> {
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
