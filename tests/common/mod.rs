//! What the integration tests share: the vectors, and the policies that they spell in JSON.
#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

pub mod strategies;
pub mod tokens;

use std::path::Path;

use countersign::{
    BoundTokens, Error, ExpectedAudience, ExpectedIssuer, Expiry, KeySet, Policy, UnixTime, VerifiedToken,
    Verifier,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The private key of RFC 8037 appendix A.1, named as the vectors name it: `k1`.
pub const K1: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"k1","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
pub const ISSUER: &str = "https://auth.example";
pub const NOW: u32 = 1_767_225_600;

/// A file of tokens: what holds for each case that does not say otherwise, and the cases.
#[derive(Deserialize)]
pub struct TokenFile {
    pub now: f64,
    pub policy: Value,
    pub keys: Value,
    pub cases: Vec<TokenCase>,
}

#[derive(Deserialize)]
pub struct TokenCase {
    pub name: String,
    pub token: String,
    /// `valid` or the code of the error.
    pub expect: String,
    pub now: Option<f64>,
    /// Changes to the file's policy.
    pub policy: Option<Value>,
    pub keys: Option<Value>,
    /// The claim that the error must name.
    pub claim: Option<String>,
    /// A word that the message must have.
    pub says: Option<String>,
}

/// A file with nothing but cases.
#[derive(Deserialize)]
pub struct Cases<C> {
    pub cases: Vec<C>,
}

impl TokenFile {
    pub fn verifier(&self, case: &TokenCase) -> Verifier {
        let keys = case.keys.as_ref().unwrap_or(&self.keys).to_string();
        Verifier::new(KeySet::parse(&keys).unwrap(), self.policy(case))
    }

    pub fn policy(&self, case: &TokenCase) -> Policy {
        let mut options = self.policy.as_object().unwrap().clone();
        options.extend(case.policy.iter().flat_map(|changes| changes.as_object().unwrap().clone()));
        policy(options)
    }

    pub fn now(&self, case: &TokenCase) -> UnixTime {
        UnixTime::from_secs_f64(case.now.unwrap_or(self.now)).unwrap()
    }

    pub fn verify(&self, case: &TokenCase) -> Result<VerifiedToken, Error> {
        self.verifier(case).verify(&case.token, self.now(case))
    }
}

/// Reads `tests/vectors/{name}.json`.
pub fn vectors<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/vectors/{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// How the vectors write a result.
pub fn outcome<T>(result: &Result<T, Error>) -> &'static str {
    result.as_ref().map_or_else(|error| error.code().as_str(), |_| "valid")
}

/// Fails with all that went wrong at once, one line each.
pub fn assert_none(failures: Vec<String>) {
    assert!(failures.is_empty(), "{} cases:\n{}", failures.len(), failures.join("\n"));
}

/// The part of `message` that is also in `secret`, if it has 12 characters or more.
pub fn leak<'m>(message: &'m str, secret: &str) -> Option<&'m str> {
    let starts = message.char_indices().map(|(start, _)| &message[start..]);
    let windows = starts.filter_map(|rest| Some(&rest[..rest.char_indices().nth(11)?.0 + 1]));
    windows.filter(|window| window.is_ascii()).find(|window| secret.contains(window))
}

/// The policy of the JavaScript options.
pub fn policy(mut options: serde_json::Map<String, Value>) -> Policy {
    let issuer = match options.remove("issuer").unwrap() {
        Value::Null => ExpectedIssuer::Unchecked,
        issuers => ExpectedIssuer::AnyOf(strings(issuers)),
    };
    let audience = match options.remove("audience").unwrap() {
        Value::Null => ExpectedAudience::Unchecked,
        audiences => ExpectedAudience::AnyOf(strings(audiences)),
    };
    let mut policy = Policy::new(issuer, audience);
    for (name, value) in options {
        policy = match name.as_str() {
            "type" => policy.with_types(strings(value)).unwrap(),
            "subject" => policy.with_subject(value.as_str().unwrap()),
            "scope" => policy.with_scope(strings(value)).unwrap(),
            "requiredClaims" => policy.with_required_claims(strings(value)),
            "maxAge" => policy.with_max_age(value.as_f64().unwrap()).unwrap(),
            "leeway" => policy.with_leeway(value.as_f64().unwrap()).unwrap(),
            "expiry" if value == "optional" => policy.with_expiry(Expiry::Optional),
            "boundTokens" if value == "accept-as-bearer" => {
                policy.with_bound_tokens(BoundTokens::AcceptAsBearer)
            }
            "boundTokens" if value == "require-proof" => policy.with_bound_tokens(BoundTokens::RequireProof),
            "maxTokenBytes" => policy.with_max_token_bytes(value.as_u64().unwrap().try_into().unwrap()),
            _ => panic!("a case has the option {name}: {value}"),
        };
    }
    policy
}

pub fn strings(value: Value) -> Vec<String> {
    match value {
        Value::String(one) => vec![one],
        several => serde_json::from_value(several).unwrap(),
    }
}
