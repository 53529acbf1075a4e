//! The whole inspection.

use std::sync::Arc;

use serde::Serialize;

use crate::inspection::reading::{Reading, TokenKind};
use crate::inspection::verdict::{self, ChosenKey, Verdict};
use crate::inspection::{Finding, advice, strictness};
use crate::keys::KeySet;
use crate::time::UnixTime;
use crate::token::Policy;

/// What a person may want to know of text that should be a token. Display only: believe none of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Inspection {
    /// What kind of token it is.
    pub kind: TokenKind,
    /// One sentence on what it is.
    pub summary: String,
    /// Its length in bytes.
    pub bytes: usize,
    /// The protected header as written, if it is text.
    pub header_text: Option<String>,
    /// The payload as written, if it is text.
    pub payload_text: Option<String>,
    /// The length of the signature in bytes, if there is one.
    pub signature_bytes: Option<usize>,
    /// The key that the verifier chooses, if keys were given and one fits.
    pub key: Option<ChosenKey>,
    /// Whether the token is accepted.
    pub verdict: Verdict,
    /// Every rule, with whether the token keeps it.
    pub findings: Vec<Finding>,
}

/// Inspects a token, the value of an `Authorization` header or an API token; any other text too.
///
/// Without `keys`, the verdict is `unchecked` unless the token is refused whatever the key. The verdict is that of a
/// [`Verifier`](crate::Verifier) with the same keys and policy.
pub fn inspect(text: &str, keys: Option<Arc<KeySet>>, policy: Policy, now: UnixTime) -> Inspection {
    let reading = Reading::of(text);
    let (verdict, key) = verdict::judge(&reading, keys.as_ref(), &policy, now);
    let mut findings = strictness::check(&reading, keys.as_deref(), &policy, now);
    if reading.kind == TokenKind::Jws {
        findings.extend(advice::check(&reading, keys.is_some().then_some(&policy), now));
    }
    Inspection {
        kind: reading.kind,
        summary: reading.summary(),
        bytes: reading.text.len(),
        signature_bytes: reading.signature().map(<[u8]>::len),
        key,
        verdict,
        findings,
        header_text: reading.header.into_text(),
        payload_text: reading.payload.into_text(),
    }
}
