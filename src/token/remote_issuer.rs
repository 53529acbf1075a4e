//! Making tokens in two steps, for a key that is elsewhere: in a KMS, an HSM or an agent.

use std::borrow::Cow;

use serde::Serialize;

use crate::encoding::base64url;
use crate::encoding::json::quote;
use crate::error::Error;
use crate::keys::VerifyingKey;
use crate::random;
use crate::time::UnixTime;
use crate::token::issue_options::Registered;
use crate::token::{Claims, IssueOptions};

/// Prepares tokens for a private key that is not in this process, and completes them with its signatures.
///
/// ```
/// use countersign::{IssueOptions, Lifetime, RemoteIssuer, SigningKey, UnixTime};
///
/// # fn main() -> Result<(), countersign::Error> {
/// let elsewhere = SigningKey::generate()?; // stands for a KMS
///
/// let issuer = RemoteIssuer::new(elsewhere.verifying_key().clone(), IssueOptions::new(Lifetime::Seconds(60.0))?);
/// let input = issuer.prepare(&serde_json::json!({ "sub": "user-1" }), UnixTime::from_secs(1_800_000_000))?;
/// let signature = elsewhere.sign(input.as_bytes());
/// let token = issuer.complete(&input, &signature)?;
/// assert!(token.starts_with(&input));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct RemoteIssuer {
    key: VerifyingKey,
    options: IssueOptions,
    /// The protected header, the same for each token, as it is spelled.
    header: String,
}

impl RemoteIssuer {
    /// An issuer for the private half of `key`.
    pub fn new(key: VerifyingKey, options: IssueOptions) -> Self {
        let (alg, typ, kid) = (key.algorithm().as_str(), quote(options.token_type()), quote(key.kid()));
        let header = base64url::encode(format!(r#"{{"alg":"{alg}","typ":{typ},"kid":{kid}}}"#).as_bytes());
        Self { key, options, header }
    }

    /// What is to be signed (RFC 7515 §5.1, the JWS Signing Input) for a token as
    /// [`Issuer::issue`](crate::Issuer::issue) makes it.
    ///
    /// # Errors
    /// See [`Issuer::issue`](crate::Issuer::issue).
    pub fn prepare<C: Serialize>(&self, claims: &C, now: UnixTime) -> Result<String, Error> {
        let unwritable =
            Error::OptionInvalid { option: Cow::Borrowed("claims"), reason: "cannot be written as JSON" };
        self.prepare_json(&serde_json::to_string(claims).map_err(|_| unwritable)?, now)
    }

    /// What is to be signed for a token of claims given as the text of a JSON object.
    ///
    /// # Errors
    /// See [`Issuer::issue`](crate::Issuer::issue).
    pub fn prepare_json(&self, claims: &str, now: UnixTime) -> Result<String, Error> {
        let read = Claims::parse(claims.as_bytes()).map_err(as_option)?;
        if let Some(claim) = ["iat", "exp", "nbf"].into_iter().find(|claim| read.contains(claim)) {
            let option = Cow::Owned(format!("claims.{claim}"));
            return Err(Error::OptionInvalid { option, reason: "is set by expiresIn, notBefore and now" });
        }
        self.prepare_with(self.options.instants(now)?, claims, &read)
    }

    /// The token of what was prepared, with the signature that came back: only if it is the key's over this very text.
    ///
    /// # Errors
    /// [`Error::SignatureInvalid`] otherwise, also unless it has 64 bytes.
    pub fn complete(&self, input: &str, signature: &[u8]) -> Result<String, Error> {
        let signature: &[u8; 64] = signature.try_into().map_err(|_| Error::SignatureInvalid)?;
        match self.key.verify(input.as_bytes(), signature) {
            true => Ok(format!("{input}.{}", base64url::encode(signature))),
            false => Err(Error::SignatureInvalid),
        }
    }

    /// What is to be signed for a token of claims that state `iat` and `exp` themselves.
    pub(super) fn prepare_stated(&self, claims: &str) -> Result<String, Error> {
        self.options.refuse_instants()?;
        let read = Claims::parse(claims.as_bytes()).map_err(as_option)?;
        if let Some(claim) = ["iat", "exp"].into_iter().find(|claim| !read.contains(claim)) {
            let option = Cow::Owned(format!("claims.{claim}"));
            return Err(Error::OptionInvalid { option, reason: "must be given" });
        }
        self.prepare_with(Vec::new(), claims, &read)
    }

    fn prepare_with(
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
        let input = format!("{}.{}", self.header, base64url::encode(merge(&registered, claims).as_bytes()));
        match input.len() + SIGNATURE_LENGTH <= self.options.max_token_bytes() {
            true => Ok(input),
            false => Err(Error::OptionInvalid { option: Cow::Borrowed("maxTokenBytes"), reason: TOO_LONG }),
        }
    }
}

/// A point, and 64 bytes in base64url.
const SIGNATURE_LENGTH: usize = 1 + 86;

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
