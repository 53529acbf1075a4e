//! Everything that can go wrong, with the facts and words that go with it; `error_code.rs` has the codes.

use std::borrow::Cow;
use std::fmt;

use crate::time::UnixTime;

/// Why a token, a key or an option was refused. Holds the facts; never the token or a key.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the doc of each variant names its facts")]
pub enum Error {
    /// `alg` is not `EdDSA` or `Ed25519`; holds its name if that is short and printable.
    AlgorithmNotAllowed { alg: String },
    /// `aud` does not match an accepted audience.
    AudienceMismatch,
    /// A registered claim has the wrong type or range.
    ClaimMalformed { claim: &'static str, expected: &'static str },
    /// A claim that the policy needs is absent.
    ClaimMissing { claim: Cow<'static, str> },
    /// The `Authorization` header is of the Bearer scheme, but not of its grammar.
    CredentialsMalformed { reason: &'static str },
    /// There is no `Authorization` header, or it is of another scheme.
    CredentialsMissing,
    /// The header has `crit` or `b64`, and no extension is understood.
    CriticalHeader { name: &'static str },
    /// `iss` is not an accepted issuer.
    IssuerMismatch,
    /// The token names no key, and the set has more than one.
    KeyAmbiguous { usable: usize },
    /// A single key is malformed, weak or not an Ed25519 key.
    KeyInvalid { reason: &'static str },
    /// A key set must be refused as a whole.
    KeySetInvalid { reason: &'static str },
    /// No key has the token's `kid`.
    KeyUnknown,
    /// The key set is not available: an outage, not a bad token.
    KeysUnavailable,
    /// An option of the program is wrong; holds its name.
    OptionInvalid { option: Cow<'static, str>, reason: &'static str },
    /// The DPoP proof is not one for this request; `claim` is the one that is wrong, if it is a claim.
    ProofInvalid { claim: Option<&'static str>, reason: &'static str },
    /// The token is not bound to the key of the proof.
    ProofKeyMismatch,
    /// The token came by the scheme `DPoP`, but without a proof.
    ProofMissing,
    /// The proof has no nonce of this server, or an old one.
    ProofNonceRequired,
    /// The proof was used before.
    ProofReplayed,
    /// The token is bound to a key (`cnf`), and nothing proves that its presenter has that key.
    ProofRequired,
    /// The token lacks scopes; holds all that are required, space-separated.
    ScopeInsufficient { required: String },
    /// The signature is not the key's over this token.
    SignatureInvalid,
    /// What signs with a key that is elsewhere gave no signature, or one that is not its key's: an outage, not a bad token.
    SignerUnavailable,
    /// The store could not be reached: an outage, not a bad token.
    StoreUnavailable,
    /// `sub` is not the expected subject.
    SubjectMismatch,
    /// `now` is at or after `exp` and the leeway.
    TokenExpired { exp: UnixTime, now: UnixTime },
    /// The token's spelling or JSON is not what RFC 7515 and RFC 7519 allow.
    TokenMalformed { part: TokenPart, reason: &'static str },
    /// `nbf` or `iat` lies in the future.
    TokenNotYetValid { claim: &'static str, from: UnixTime, now: UnixTime },
    /// A one-time token was presented again.
    TokenReused,
    /// The token was revoked before its expiry.
    TokenRevoked,
    /// The token is longer than the policy allows; in bytes.
    TokenTooLarge { bytes: usize, limit: usize },
    /// The token was issued longer ago than the policy's maximum age.
    TokenTooOld { iat: UnixTime, now: UnixTime },
    /// `typ` is not an accepted type.
    TypeMismatch,
}

/// The part of a compact JWS that an error speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenPart {
    /// The whole: the number or order of its parts.
    Token,
    /// The protected header.
    Header,
    /// The payload.
    Payload,
    /// The signature.
    Signature,
}

impl Error {
    /// The claim that this error speaks of, if it speaks of one.
    pub fn claim(&self) -> Option<&str> {
        match self {
            Self::AudienceMismatch => Some("aud"),
            Self::IssuerMismatch => Some("iss"),
            Self::SubjectMismatch => Some("sub"),
            Self::ProofInvalid { claim, .. } => *claim,
            Self::ProofKeyMismatch | Self::ProofRequired => Some("cnf"),
            Self::ProofNonceRequired => Some("nonce"),
            Self::ScopeInsufficient { .. } => Some("scope"),
            Self::TokenExpired { .. } => Some("exp"),
            Self::TokenTooOld { .. } => Some("iat"),
            Self::ClaimMalformed { claim, .. } | Self::TokenNotYetValid { claim, .. } => Some(claim),
            Self::ClaimMissing { claim } => Some(claim),
            _ => None,
        }
    }

    /// The scopes that were required, space-separated, if the token lacks one.
    pub fn scope(&self) -> Option<&str> {
        match self {
            Self::ScopeInsufficient { required } => Some(required),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlgorithmNotAllowed { alg } => {
                write!(f, "the algorithm {alg} is not allowed: only EdDSA and Ed25519 are")
            }
            Self::AudienceMismatch => f.write_str("aud does not match an accepted audience"),
            Self::ClaimMalformed { claim, expected } => write!(f, "{claim} must be {expected}"),
            Self::ClaimMissing { claim } => write!(f, "the claim {claim} is missing"),
            Self::CredentialsMalformed { reason } => f.write_str(reason),
            Self::CredentialsMissing => f.write_str(
                "You must specify a Bearer token in the Authorization header to access this resource",
            ),
            Self::CriticalHeader { name } => {
                write!(f, "the header has {name}, but no extension is supported")
            }
            Self::IssuerMismatch => f.write_str("iss is not an accepted issuer"),
            Self::KeyAmbiguous { usable } => {
                write!(f, "the token has no kid, and the set has {usable} usable keys")
            }
            Self::KeyInvalid { reason } => write!(f, "the key is refused: {reason}"),
            Self::KeySetInvalid { reason } => write!(f, "the key set is refused: {reason}"),
            Self::KeyUnknown => f.write_str("no usable key of the set has the token's kid"),
            Self::KeysUnavailable => f.write_str("the key set is not available"),
            Self::OptionInvalid { option, reason } => write!(f, "the option {option} {reason}"),
            Self::ProofInvalid { reason, .. } => write!(f, "the DPoP proof is refused: {reason}"),
            Self::ProofKeyMismatch => f.write_str("the token is not bound to the key of the DPoP proof"),
            Self::ProofMissing => f.write_str("the request has no DPoP proof"),
            Self::ProofNonceRequired => f.write_str("the DPoP proof needs a nonce of this server"),
            Self::ProofReplayed => f.write_str("the DPoP proof was used before"),
            Self::ProofRequired => {
                f.write_str("the token is bound to a key (cnf), and no proof of that key came with it")
            }
            Self::ScopeInsufficient { required } => {
                write!(f, "the token lacks a scope: {required} is required")
            }
            Self::SignatureInvalid => f.write_str("the signature is not valid"),
            Self::SignerUnavailable => f.write_str("the signer is not available"),
            Self::StoreUnavailable => f.write_str("the store is not available"),
            Self::SubjectMismatch => f.write_str("sub is not the expected subject"),
            Self::TokenExpired { exp, now } => write!(f, "the token expired at {exp}; it is {now}"),
            Self::TokenMalformed { part, reason } => write!(f, "{part}: {reason}"),
            Self::TokenNotYetValid { claim, from, now } => {
                write!(f, "{claim} is {from}, in the future; it is {now}")
            }
            Self::TokenReused => f.write_str("the token was used before"),
            Self::TokenRevoked => f.write_str("the token is revoked"),
            Self::TokenTooLarge { bytes, limit } => {
                write!(f, "the token has {bytes} bytes; {limit} are allowed")
            }
            Self::TokenTooOld { iat, now } => {
                write!(f, "the token was issued at {iat}, too long ago; it is {now}")
            }
            Self::TypeMismatch => f.write_str("typ is not an accepted type"),
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for TokenPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Token => "token",
            Self::Header => "token header",
            Self::Payload => "token payload",
            Self::Signature => "token signature",
        })
    }
}
