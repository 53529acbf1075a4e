//! The stable names of all that can go wrong, and what an API answers to each: one table.

use crate::error::Error;

macro_rules! error_codes {
    ($($variant:ident $code:literal $status:literal $oauth_error:expr;)*) => {
        /// The stable name of an [`Error`]: what programs compare, in Rust as in JavaScript.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $(
                #[doc = concat!("`", $code, "`: [`Error::", stringify!($variant), "`], status ", $status, ".")]
                $variant,
            )*
        }

        impl ErrorCode {
            /// Every code, once.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code as programs see it, such as `ERR_TOKEN_EXPIRED`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// The HTTP status that goes with this error.
            pub fn status(self) -> u16 {
                match self {
                    $(Self::$variant => $status,)*
                }
            }

            /// The `error` of RFC 6750 §3.1 and RFC 9449 §7.1. `None` if no credentials were given, or if the fault is not the token's.
            pub fn oauth_error(self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => $oauth_error,)*
                }
            }
        }

        impl Error {
            /// The stable code of this error.
            pub fn code(&self) -> ErrorCode {
                match self {
                    $(Self::$variant { .. } => ErrorCode::$variant,)*
                }
            }
        }
    };
}

error_codes! {
    AlgorithmNotAllowed  "ERR_ALGORITHM_NOT_ALLOWED"  401  INVALID_TOKEN;
    AudienceMismatch     "ERR_AUDIENCE_MISMATCH"      401  INVALID_TOKEN;
    ClaimMalformed       "ERR_CLAIM_MALFORMED"        401  INVALID_TOKEN;
    ClaimMissing         "ERR_CLAIM_MISSING"          401  INVALID_TOKEN;
    CredentialsMalformed "ERR_CREDENTIALS_MALFORMED"  400  Some("invalid_request");
    CredentialsMissing   "ERR_CREDENTIALS_MISSING"    401  None;
    CriticalHeader       "ERR_CRITICAL_HEADER"        401  INVALID_TOKEN;
    IssuerMismatch       "ERR_ISSUER_MISMATCH"        401  INVALID_TOKEN;
    KeyAmbiguous         "ERR_KEY_AMBIGUOUS"          401  INVALID_TOKEN;
    KeyInvalid           "ERR_KEY_INVALID"            500  None;
    KeySetInvalid        "ERR_KEY_SET_INVALID"        500  None;
    KeyUnknown           "ERR_KEY_UNKNOWN"            401  INVALID_TOKEN;
    KeysUnavailable      "ERR_KEYS_UNAVAILABLE"       503  None;
    OptionInvalid        "ERR_OPTION_INVALID"         500  None;
    ProofInvalid         "ERR_PROOF_INVALID"          401  INVALID_PROOF;
    ProofKeyMismatch     "ERR_PROOF_KEY_MISMATCH"     401  INVALID_TOKEN;
    ProofMissing         "ERR_PROOF_MISSING"          401  INVALID_PROOF;
    ProofNonceRequired   "ERR_PROOF_NONCE_REQUIRED"   401  Some("use_dpop_nonce");
    ProofReplayed        "ERR_PROOF_REPLAYED"         401  INVALID_PROOF;
    ProofRequired        "ERR_PROOF_REQUIRED"         401  INVALID_TOKEN;
    ScopeInsufficient    "ERR_SCOPE_INSUFFICIENT"     403  Some("insufficient_scope");
    SignatureInvalid     "ERR_SIGNATURE_INVALID"      401  INVALID_TOKEN;
    SignerUnavailable    "ERR_SIGNER_UNAVAILABLE"     503  None;
    StoreUnavailable     "ERR_STORE_UNAVAILABLE"      503  None;
    SubjectMismatch      "ERR_SUBJECT_MISMATCH"       401  INVALID_TOKEN;
    TokenExpired         "ERR_TOKEN_EXPIRED"          401  INVALID_TOKEN;
    TokenMalformed       "ERR_TOKEN_MALFORMED"        401  INVALID_TOKEN;
    TokenNotYetValid     "ERR_TOKEN_NOT_YET_VALID"    401  INVALID_TOKEN;
    TokenReused          "ERR_TOKEN_REUSED"           401  INVALID_TOKEN;
    TokenRevoked         "ERR_TOKEN_REVOKED"          401  INVALID_TOKEN;
    TokenTooLarge        "ERR_TOKEN_TOO_LARGE"        401  INVALID_TOKEN;
    TokenTooOld          "ERR_TOKEN_TOO_OLD"          401  INVALID_TOKEN;
    TypeMismatch         "ERR_TYPE_MISMATCH"          401  INVALID_TOKEN;
}

impl ErrorCode {
    /// The code whose [`as_str`](Self::as_str) is `code`.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.as_str() == code)
    }
}

const INVALID_PROOF: Option<&str> = Some("invalid_dpop_proof");
const INVALID_TOKEN: Option<&str> = Some("invalid_token");
