//! What the targets share: one key, tokens that are signed by it whatever they say, and what holds for every error.

pub mod rules;

use base64ct::{Base64UrlUnpadded, Encoding};
use countersign::{
    BoundTokens, Error, ErrorCode, ExpectedAudience, ExpectedIssuer, Expiry, KeySet, Policy, SigningKey,
    UnixTime, Verifier,
};
use std::sync::{Arc, LazyLock};

/// The private key of RFC 8037 appendix A.1, under the name that it has in the vectors.
const K1: &str = r#"{"kty":"OKP","crv":"Ed25519","kid":"k1","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

/// The instant of the vectors.
pub const NOW: u32 = 1_767_225_600;

pub static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::from_jwk(K1).expect("it is a key"));

/// The key alone. One set for the whole run: after 64 tokens it verifies with what it has prepared.
pub static KEYS: LazyLock<Arc<KeySet>> = LazyLock::new(|| Arc::new(KeySet::from(&*KEY)));

/// Checks nothing that a payload may say freely.
pub static LENIENT: LazyLock<Verifier> = LazyLock::new(|| Verifier::new(Arc::clone(&KEYS), lenient()));

pub fn lenient() -> Policy {
    let policy =
        Policy::new(ExpectedIssuer::Unchecked, ExpectedAudience::Unchecked).with_expiry(Expiry::Optional);
    // The fuzzer finds out that `cnf` is a claim, too.
    policy.with_bound_tokens(BoundTokens::AcceptAsBearer)
}

pub fn at(seconds: f64) -> UnixTime {
    UnixTime::from_secs_f64(seconds).expect("it is finite")
}

pub fn now() -> UnixTime {
    UnixTime::from_secs(NOW)
}

pub fn base64url(bytes: impl AsRef<[u8]>) -> String {
    Base64UrlUnpadded::encode_string(bytes.as_ref())
}

/// A token of the given header and payload, properly signed.
pub fn signed(header: &[u8], payload: &[u8]) -> String {
    let input = format!("{}.{}", base64url(header), base64url(payload));
    let signature = KEY.sign(input.as_bytes());
    format!("{input}.{}", base64url(signature))
}

/// Input of two parts: the fuzzer moves the boundary by writing NUL, which no text has.
pub fn halves(data: &[u8]) -> (&[u8], &[u8]) {
    let middle = data.iter().position(|&byte| byte == 0).unwrap_or(data.len());
    (&data[..middle], data.get(middle + 1..).unwrap_or_default())
}

/// What holds for every error: its code is read back, and neither its sentence nor its challenge can end a line.
pub fn assert_sound(error: &Error) {
    let code = error.code();
    assert_eq!(ErrorCode::parse(code.as_str()), Some(code));
    assert!(matches!(code.status(), 400 | 401 | 403 | 500 | 503));
    assert!(is_printable(&error.to_string()), "{error}");
    let challenge = error.challenge(Some("api"));
    assert_eq!(challenge.is_some(), code.status() < 500);
    assert!(challenge.is_none_or(|challenge| is_printable(&challenge)));
}

fn is_printable(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}
