//! The stable names of all that can go wrong.

use crate::error::Error;

/// The stable name of an [`Error`]: what programs compare, in Rust as in JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is the error variant of the same name")]
pub enum ErrorCode {
    AlgorithmNotAllowed,
    AudienceMismatch,
    ClaimMalformed,
    ClaimMissing,
    CredentialsMalformed,
    CredentialsMissing,
    CriticalHeader,
    IssuerMismatch,
    KeyAmbiguous,
    KeyInvalid,
    KeySetInvalid,
    KeyUnknown,
    KeysUnavailable,
    OptionInvalid,
    ProofInvalid,
    ProofKeyMismatch,
    ProofMissing,
    ProofNonceRequired,
    ProofReplayed,
    ProofRequired,
    ScopeInsufficient,
    SignatureInvalid,
    StoreUnavailable,
    SubjectMismatch,
    TokenExpired,
    TokenMalformed,
    TokenNotYetValid,
    TokenReused,
    TokenRevoked,
    TokenTooLarge,
    TokenTooOld,
    TypeMismatch,
}

impl ErrorCode {
    /// Every code, once.
    pub const ALL: &'static [Self] = &[
        Self::AlgorithmNotAllowed,
        Self::AudienceMismatch,
        Self::ClaimMalformed,
        Self::ClaimMissing,
        Self::CredentialsMalformed,
        Self::CredentialsMissing,
        Self::CriticalHeader,
        Self::IssuerMismatch,
        Self::KeyAmbiguous,
        Self::KeyInvalid,
        Self::KeySetInvalid,
        Self::KeyUnknown,
        Self::KeysUnavailable,
        Self::OptionInvalid,
        Self::ProofInvalid,
        Self::ProofKeyMismatch,
        Self::ProofMissing,
        Self::ProofNonceRequired,
        Self::ProofReplayed,
        Self::ProofRequired,
        Self::ScopeInsufficient,
        Self::SignatureInvalid,
        Self::StoreUnavailable,
        Self::SubjectMismatch,
        Self::TokenExpired,
        Self::TokenMalformed,
        Self::TokenNotYetValid,
        Self::TokenReused,
        Self::TokenRevoked,
        Self::TokenTooLarge,
        Self::TokenTooOld,
        Self::TypeMismatch,
    ];

    /// The code as programs see it, such as `ERR_TOKEN_EXPIRED`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AlgorithmNotAllowed => "ERR_ALGORITHM_NOT_ALLOWED",
            Self::AudienceMismatch => "ERR_AUDIENCE_MISMATCH",
            Self::ClaimMalformed => "ERR_CLAIM_MALFORMED",
            Self::ClaimMissing => "ERR_CLAIM_MISSING",
            Self::CredentialsMalformed => "ERR_CREDENTIALS_MALFORMED",
            Self::CredentialsMissing => "ERR_CREDENTIALS_MISSING",
            Self::CriticalHeader => "ERR_CRITICAL_HEADER",
            Self::IssuerMismatch => "ERR_ISSUER_MISMATCH",
            Self::KeyAmbiguous => "ERR_KEY_AMBIGUOUS",
            Self::KeyInvalid => "ERR_KEY_INVALID",
            Self::KeySetInvalid => "ERR_KEY_SET_INVALID",
            Self::KeyUnknown => "ERR_KEY_UNKNOWN",
            Self::KeysUnavailable => "ERR_KEYS_UNAVAILABLE",
            Self::OptionInvalid => "ERR_OPTION_INVALID",
            Self::ProofInvalid => "ERR_PROOF_INVALID",
            Self::ProofKeyMismatch => "ERR_PROOF_KEY_MISMATCH",
            Self::ProofMissing => "ERR_PROOF_MISSING",
            Self::ProofNonceRequired => "ERR_PROOF_NONCE_REQUIRED",
            Self::ProofReplayed => "ERR_PROOF_REPLAYED",
            Self::ProofRequired => "ERR_PROOF_REQUIRED",
            Self::ScopeInsufficient => "ERR_SCOPE_INSUFFICIENT",
            Self::SignatureInvalid => "ERR_SIGNATURE_INVALID",
            Self::StoreUnavailable => "ERR_STORE_UNAVAILABLE",
            Self::SubjectMismatch => "ERR_SUBJECT_MISMATCH",
            Self::TokenExpired => "ERR_TOKEN_EXPIRED",
            Self::TokenMalformed => "ERR_TOKEN_MALFORMED",
            Self::TokenNotYetValid => "ERR_TOKEN_NOT_YET_VALID",
            Self::TokenReused => "ERR_TOKEN_REUSED",
            Self::TokenRevoked => "ERR_TOKEN_REVOKED",
            Self::TokenTooLarge => "ERR_TOKEN_TOO_LARGE",
            Self::TokenTooOld => "ERR_TOKEN_TOO_OLD",
            Self::TypeMismatch => "ERR_TYPE_MISMATCH",
        }
    }

    /// The code whose [`as_str`](Self::as_str) is `code`.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == code)
    }
}

impl Error {
    /// The stable code of this error.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::AlgorithmNotAllowed { .. } => ErrorCode::AlgorithmNotAllowed,
            Self::AudienceMismatch => ErrorCode::AudienceMismatch,
            Self::ClaimMalformed { .. } => ErrorCode::ClaimMalformed,
            Self::ClaimMissing { .. } => ErrorCode::ClaimMissing,
            Self::CredentialsMalformed { .. } => ErrorCode::CredentialsMalformed,
            Self::CredentialsMissing => ErrorCode::CredentialsMissing,
            Self::CriticalHeader { .. } => ErrorCode::CriticalHeader,
            Self::IssuerMismatch => ErrorCode::IssuerMismatch,
            Self::KeyAmbiguous { .. } => ErrorCode::KeyAmbiguous,
            Self::KeyInvalid { .. } => ErrorCode::KeyInvalid,
            Self::KeySetInvalid { .. } => ErrorCode::KeySetInvalid,
            Self::KeyUnknown => ErrorCode::KeyUnknown,
            Self::KeysUnavailable => ErrorCode::KeysUnavailable,
            Self::OptionInvalid { .. } => ErrorCode::OptionInvalid,
            Self::ProofInvalid { .. } => ErrorCode::ProofInvalid,
            Self::ProofKeyMismatch => ErrorCode::ProofKeyMismatch,
            Self::ProofMissing => ErrorCode::ProofMissing,
            Self::ProofNonceRequired => ErrorCode::ProofNonceRequired,
            Self::ProofReplayed => ErrorCode::ProofReplayed,
            Self::ProofRequired => ErrorCode::ProofRequired,
            Self::ScopeInsufficient { .. } => ErrorCode::ScopeInsufficient,
            Self::SignatureInvalid => ErrorCode::SignatureInvalid,
            Self::StoreUnavailable => ErrorCode::StoreUnavailable,
            Self::SubjectMismatch => ErrorCode::SubjectMismatch,
            Self::TokenExpired { .. } => ErrorCode::TokenExpired,
            Self::TokenMalformed { .. } => ErrorCode::TokenMalformed,
            Self::TokenNotYetValid { .. } => ErrorCode::TokenNotYetValid,
            Self::TokenReused => ErrorCode::TokenReused,
            Self::TokenRevoked => ErrorCode::TokenRevoked,
            Self::TokenTooLarge { .. } => ErrorCode::TokenTooLarge,
            Self::TokenTooOld { .. } => ErrorCode::TokenTooOld,
            Self::TypeMismatch => ErrorCode::TypeMismatch,
        }
    }
}
