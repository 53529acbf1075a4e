//! A policy twice: as the crate's own type, and as a second reading of the rules that shares no code with it.

use crate::NOW;
use countersign::{ErrorCode, ExpectedAudience, ExpectedIssuer, Expiry, Policy};
use serde_json::Value;

/// What a token must meet, as the input chose it.
pub struct Rules {
    flags: u8,
    typ: u8,
    leeway: f64,
    pub now: f64,
}

/// Why a token is refused: the code, and the claim that it speaks of.
type Refusal<'a> = (ErrorCode, Option<&'a str>);

impl Rules {
    /// Four bytes choose; those that are not there are 0, the laxest of all.
    pub fn chosen_by(choices: &[u8]) -> Self {
        let choice = |index: usize| choices.get(index).copied().unwrap_or(0);
        Self {
            flags: choice(0),
            typ: choice(1) % 8,
            leeway: f64::from(choice(2) % 61) * 5.0,
            now: f64::from(NOW) + f64::from(choice(3).cast_signed()) * 2.5,
        }
    }

    pub fn header(&self) -> &'static str {
        HEADERS[usize::from(self.typ)]
    }

    fn has(&self, rule: u8) -> bool {
        self.flags & rule != 0
    }

    pub fn policy(&self) -> Policy {
        let issuers = ["https://auth.example", "https://other.example"].map(str::to_owned).to_vec();
        let issuer =
            if self.has(ISSUER) { ExpectedIssuer::AnyOf(issuers) } else { ExpectedIssuer::Unchecked };
        let audience = if self.has(AUDIENCE) {
            ExpectedAudience::any_of(["api", "b"])
        } else {
            ExpectedAudience::Unchecked
        };
        let mut policy = Policy::new(issuer, audience).with_leeway(self.leeway).expect("it is in range");
        if !self.has(EXPIRY) {
            policy = policy.with_expiry(Expiry::Optional);
        }
        if self.has(SUBJECT) {
            policy = policy.with_subject("user-1");
        }
        if self.has(SCOPE) {
            policy = policy.with_scope(["read write"]).expect("they are scopes");
        }
        if self.has(REQUIRED) {
            policy = policy.with_required_claims(["x", "jti"]);
        }
        if self.has(MAX_AGE) {
            policy = policy.with_max_age(MOST).expect("it is above 0");
        }
        if self.has(TYPE) {
            policy = policy.with_types(["Application/AT+JWT", "x/y"]).expect("they are types");
        }
        policy
    }

    /// The verdict on a payload with a good signature, by the order in which the verifier looks at things.
    pub fn judge(&self, payload: &[u8]) -> Result<(), Refusal<'static>> {
        let claims = read(payload).ok_or((ErrorCode::TokenMalformed, None))?;
        self.judge_types(&claims)?;
        self.judge_context(&claims)?;
        self.judge_times(&claims)?;
        if claims.get("cnf").is_some() {
            return Err((ErrorCode::ProofRequired, Some("cnf")));
        }
        if self.has(REQUIRED) {
            for claim in ["x", "jti"] {
                claims.get(claim).ok_or((ErrorCode::ClaimMissing, Some(claim)))?;
            }
        }
        if self.has(SCOPE) {
            let granted: Vec<&str> = match &claims["scope"] {
                Value::Null if claims.get("scope").is_none() => Vec::new(),
                Value::String(scopes) => scopes.split(' ').collect(),
                scopes => strings(scopes).ok_or((ErrorCode::ClaimMalformed, Some("scope")))?,
            };
            if !granted.contains(&"read") || !granted.contains(&"write") {
                return Err((ErrorCode::ScopeInsufficient, Some("scope")));
            }
        }
        Ok(())
    }

    fn judge_types(&self, claims: &Value) -> Result<(), Refusal<'static>> {
        for claim in ["iss", "sub", "jti"] {
            if claims.get(claim).is_some_and(|value| !value.is_string()) {
                return Err((ErrorCode::ClaimMalformed, Some(claim)));
            }
        }
        if claims.get("aud").is_some_and(|aud| !aud.is_string() && strings(aud).is_none()) {
            return Err((ErrorCode::ClaimMalformed, Some("aud")));
        }
        for claim in ["exp", "nbf", "iat"] {
            let instant =
                |value: &Value| value.as_f64().is_some_and(|seconds| (0.0..=YEAR_9999).contains(&seconds));
            if claims.get(claim).is_some_and(|value| !instant(value)) {
                return Err((ErrorCode::ClaimMalformed, Some(claim)));
            }
        }
        Ok(())
    }

    fn judge_context(&self, claims: &Value) -> Result<(), Refusal<'static>> {
        if !(if self.has(TYPE) { [2, 3, 5].as_slice() } else { &[0, 1, 2, 3] }).contains(&self.typ) {
            return Err((ErrorCode::TypeMismatch, None));
        }
        if self.has(ISSUER) {
            let issuer = claims.get("iss").ok_or((ErrorCode::ClaimMissing, Some("iss")))?;
            if issuer != "https://auth.example" && issuer != "https://other.example" {
                return Err((ErrorCode::IssuerMismatch, Some("iss")));
            }
        }
        if self.has(AUDIENCE) {
            let aud = claims.get("aud").ok_or((ErrorCode::ClaimMissing, Some("aud")))?;
            let audiences = strings(aud).unwrap_or_else(|| aud.as_str().into_iter().collect());
            if !audiences.contains(&"api") && !audiences.contains(&"b") {
                return Err((ErrorCode::AudienceMismatch, Some("aud")));
            }
        }
        if self.has(SUBJECT) {
            let subject = claims.get("sub").ok_or((ErrorCode::ClaimMissing, Some("sub")))?;
            if subject != "user-1" {
                return Err((ErrorCode::SubjectMismatch, Some("sub")));
            }
        }
        Ok(())
    }

    fn judge_times(&self, claims: &Value) -> Result<(), Refusal<'static>> {
        match claims["exp"].as_f64() {
            Some(exp) if self.now >= exp + self.leeway => return Err((ErrorCode::TokenExpired, Some("exp"))),
            None if self.has(EXPIRY) => return Err((ErrorCode::ClaimMissing, Some("exp"))),
            _ => {}
        }
        for (claim, tolerance) in [("nbf", 0.0), ("iat", 60.0)] {
            if claims[claim].as_f64().is_some_and(|from| self.now < from - tolerance - self.leeway) {
                return Err((ErrorCode::TokenNotYetValid, Some(claim)));
            }
        }
        if self.has(MAX_AGE) {
            let iat = claims["iat"].as_f64().ok_or((ErrorCode::ClaimMissing, Some("iat")))?;
            if self.now >= iat + MOST + self.leeway {
                return Err((ErrorCode::TokenTooOld, Some("iat")));
            }
        }
        Ok(())
    }
}

/// The object that serde_json reads, unless it is nested deeper than 32 or has a member twice.
fn read(payload: &[u8]) -> Option<Value> {
    let value: Value = serde_json::from_slice(payload).ok().filter(Value::is_object)?;
    let (colons, depth) = outside_strings(payload);
    (colons == members(&value) && depth <= 32).then_some(value)
}

/// How many colons valid JSON has, which is how many members are written, and how deep its brackets go.
fn outside_strings(json: &[u8]) -> (usize, usize) {
    let (mut colons, mut depth, mut deepest) = (0, 0_usize, 0);
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => {
                while let Some(byte) = bytes.next().filter(|byte| **byte != b'"') {
                    if *byte == b'\\' {
                        bytes.next();
                    }
                }
            }
            b':' => colons += 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    (colons, deepest)
}

/// How many members were kept.
fn members(value: &Value) -> usize {
    match value {
        Value::Object(object) => object.len() + object.values().map(members).sum::<usize>(),
        Value::Array(items) => items.iter().map(members).sum(),
        _ => 0,
    }
}

fn strings(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

/// One header for each choice of `typ`.
const HEADERS: [&str; 8] = [
    r#"{"alg":"EdDSA","kid":"k1"}"#,
    r#"{"alg":"EdDSA","typ":"JWT"}"#,
    r#"{"alg":"Ed25519","typ":"at+jwt"}"#,
    r#"{"alg":"EdDSA","typ":"application/at+JWT","kid":"k1"}"#,
    r#"{"alg":"EdDSA","typ":"refresh+jwt"}"#,
    r#"{"alg":"EdDSA","typ":"X/Y"}"#,
    r#"{"alg":"EdDSA","typ":""}"#,
    r#"{"alg":"EdDSA","typ":"application/x/y"}"#,
];

const ISSUER: u8 = 1;
const AUDIENCE: u8 = 2;
const SUBJECT: u8 = 4;
const SCOPE: u8 = 8;
const REQUIRED: u8 = 16;
const MAX_AGE: u8 = 32;
const EXPIRY: u8 = 64;
const TYPE: u8 = 128;
/// The greatest age, in seconds.
const MOST: f64 = 100.0;
const YEAR_9999: f64 = 253_402_300_799.0;
