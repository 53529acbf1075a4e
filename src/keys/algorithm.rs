//! The two names of the one algorithm, and that algorithm for jwt-compact.

use std::borrow::Cow;

use crate::error::Error;
use crate::keys::{SigningKey, VerifyingKey};

/// `EdDSA` (RFC 8037 §3.1) and `Ed25519` (RFC 9864 §2.2): for an Ed25519 key, two names of one algorithm.
///
/// Implements [`jwt_compact::Algorithm`], so these keys work in that crate's functions too.
///
/// ```
/// use countersign::{Algorithm, SigningKey};
/// use jwt_compact::{AlgorithmExt, Claims, Header, TimeOptions, Token, UntrustedToken};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Session {
///     sub: String,
/// }
///
/// # fn main() -> Result<(), countersign::Error> {
/// let key = SigningKey::generate()?;
/// let times = TimeOptions::new(chrono::Duration::zero(), chrono::Utc::now);
/// let session = Session { sub: "user-1".to_owned() };
/// let claims = Claims::new(session).set_duration_and_issuance(&times, chrono::Duration::minutes(5));
/// let header = Header::empty().with_key_id(key.verifying_key().kid());
/// let text = Algorithm::EdDsa.token(&header, &claims, &key).unwrap();
///
/// let untrusted = UntrustedToken::new(&text).unwrap();
/// let token: Token<Session> = Algorithm::EdDsa.validator(key.verifying_key()).validate(&untrusted).unwrap();
/// // jwt-compact has checked the signature alone; `Verifier::verify_claims` checks a whole policy as well.
/// token.claims().validate_expiration(&times).unwrap();
/// assert_eq!(token.claims().custom.sub, "user-1");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// The older name, which every library reads.
    #[default]
    EdDsa,
    /// The fully specified name.
    Ed25519,
}

impl Algorithm {
    /// The algorithm that `alg` names.
    ///
    /// # Errors
    /// [`Error::AlgorithmNotAllowed`] for every other name, `none` and `HS256` among them (RFC 8725 §3.1).
    pub fn parse(alg: &str) -> Result<Self, Error> {
        match alg {
            "EdDSA" => Ok(Self::EdDsa),
            "Ed25519" => Ok(Self::Ed25519),
            _ => Err(Error::AlgorithmNotAllowed { alg: printable(alg) }),
        }
    }

    /// The value of `alg` in headers and JWKs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Ed25519 => "Ed25519",
        }
    }
}

// An error must not become a way to write into a log: only what looks like a registered name is repeated.
fn printable(alg: &str) -> String {
    let name = |byte: u8| byte.is_ascii_alphanumeric() || b"-+_".contains(&byte);
    let shown = if alg.len() <= 20 && alg.bytes().all(name) { alg } else { "of the token" };
    shown.to_owned()
}

impl jwt_compact::Algorithm for Algorithm {
    type SigningKey = SigningKey;
    type VerifyingKey = VerifyingKey;
    type Signature = ed25519_dalek::Signature;

    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(self.as_str())
    }

    fn sign(&self, signing_key: &SigningKey, message: &[u8]) -> Self::Signature {
        ed25519_dalek::Signature::from_bytes(&signing_key.sign(message))
    }

    fn verify_signature(
        &self,
        signature: &Self::Signature,
        verifying_key: &VerifyingKey,
        message: &[u8],
    ) -> bool {
        verifying_key.verify(message, &signature.to_bytes())
    }
}
