//! What an API answers: the status and the `WWW-Authenticate` header (RFC 6750 §3, RFC 9449 §7.1).

use crate::error::Error;
use crate::error_code::ErrorCode;

impl ErrorCode {
    /// The value of `WWW-Authenticate` for this error by the scheme `Bearer`, unless the error wants a proof; `None` if
    /// none is due. [`Challenge`] says more.
    pub fn challenge(self, description: &str, scope: Option<&str>, realm: Option<&str>) -> Option<String> {
        Challenge { description, scope, realm, ..Challenge::default() }.of(self)
    }

    /// Whether the client should come again by the scheme `DPoP`.
    fn wants_proof(self) -> bool {
        matches!(
            self,
            Self::ProofInvalid
                | Self::ProofKeyMismatch
                | Self::ProofMissing
                | Self::ProofNonceRequired
                | Self::ProofReplayed
                | Self::ProofRequired
        )
    }
}

/// What a `WWW-Authenticate` header says in addition to the error.
#[derive(Clone, Copy, Debug, Default)]
pub struct Challenge<'a> {
    /// The scheme by which the token came. An error that wants a proof always uses `DPoP`.
    pub scheme: Scheme,
    /// The `realm` (RFC 9110 §11.5).
    pub realm: Option<&'a str>,
    /// The sentence for `error_description`: shown only if there is an error.
    pub description: &'a str,
    /// The scopes that are required, space-separated: shown if one is missing, or to ask for if no token came.
    pub scope: Option<&'a str>,
    /// The URL of the resource's metadata (RFC 9728 §5.1).
    pub resource_metadata: Option<&'a str>,
}

/// How a token comes in an `Authorization` header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// `Bearer` (RFC 6750): good in any hands.
    #[default]
    Bearer,
    /// `DPoP` (RFC 9449 §7.1): with a proof of the key that the token is bound to.
    Dpop,
    /// By either of them: for a request that brought no token. Two challenges in one header (RFC 9449 §7.2).
    Any,
}

impl Challenge<'_> {
    /// The value of the header for this error, or `None` if none is due: an outage or a mistake of the program is not
    /// about credentials.
    pub fn of(&self, code: ErrorCode) -> Option<String> {
        if code.status() >= 500 {
            return None;
        }
        Some(match if code.wants_proof() { Scheme::Dpop } else { self.scheme } {
            Scheme::Bearer => self.by("Bearer", code, None),
            Scheme::Dpop => self.by("DPoP", code, Some(PROOF_ALGORITHMS)),
            // Bearer first: a client that reads one challenge alone expects this one.
            Scheme::Any => {
                [self.by("Bearer", code, None), self.by("DPoP", code, Some(PROOF_ALGORITHMS))].join(", ")
            }
        })
    }

    /// One challenge (RFC 9110 §11.6.1). Its parameters are its own, so that each says everything.
    fn by(&self, scheme: &str, code: ErrorCode, algorithms: Option<&str>) -> String {
        let error = code.oauth_error();
        let asks_for_scope = matches!(code, ErrorCode::CredentialsMissing | ErrorCode::ScopeInsufficient);
        let parameters = [
            ("realm", self.realm),
            ("error", error),
            ("error_description", error.map(|_| self.description)),
            ("scope", self.scope.filter(|_| asks_for_scope)),
            ("resource_metadata", self.resource_metadata),
            ("algs", algorithms),
        ];
        let written: Vec<String> = parameters
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| format!(r#"{name}="{}""#, quotable(value))))
            .collect();
        if written.is_empty() { scheme.to_owned() } else { format!("{scheme} {}", written.join(", ")) }
    }
}

impl Error {
    /// The value of `WWW-Authenticate` for this error; see [`ErrorCode::challenge`].
    pub fn challenge(&self, realm: Option<&str>) -> Option<String> {
        self.code().challenge(&self.to_string(), self.scope(), realm)
    }
}

/// `algs` of RFC 9449 §7.1: what a proof may be signed with.
const PROOF_ALGORITHMS: &str = "EdDSA Ed25519";

// The characters that RFC 6750 §3 allows in error_description: nothing that could end the quotes or the header line.
fn quotable(text: &str) -> String {
    let allowed = |c: char| matches!(c, ' ' | '!' | '#'..='[' | ']'..='~');
    text.chars().map(|c| if allowed(c) { c } else { '\'' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_of_an_error_is_that_of_its_code_with_its_own_words() {
        let error = Error::TokenReused;
        let challenge = error.challenge(Some("api")).unwrap();
        assert!(
            challenge.starts_with(r#"Bearer realm="api", error="invalid_token", error_description=""#),
            "{challenge}"
        );
        assert!(challenge.contains(&error.to_string()), "{challenge}");
    }

    #[test]
    fn a_bound_token_without_proof_is_asked_for_by_the_scheme_dpop() {
        let challenge = Error::ProofRequired.challenge(Some("api")).unwrap();
        assert!(challenge.starts_with(r#"DPoP realm="api", error="invalid_token", "#), "{challenge}");
        assert!(challenge.ends_with(r#", algs="EdDSA Ed25519""#), "{challenge}");
    }

    #[test]
    fn a_token_that_came_with_a_proof_is_refused_by_the_scheme_that_it_came_by() {
        let challenge = Challenge { scheme: Scheme::Dpop, description: "so", ..Challenge::default() };
        let expected = r#"DPoP error="invalid_token", error_description="so", algs="EdDSA Ed25519""#;
        assert_eq!(challenge.of(ErrorCode::TokenExpired).as_deref(), Some(expected));
        assert_eq!(challenge.of(ErrorCode::StoreUnavailable), None);
    }

    #[test]
    fn a_request_without_a_token_is_offered_both_schemes() {
        let challenge = Challenge {
            scheme: Scheme::Any,
            realm: Some("api"),
            scope: Some("read"),
            ..Challenge::default()
        };
        let expected =
            r#"Bearer realm="api", scope="read", DPoP realm="api", scope="read", algs="EdDSA Ed25519""#;
        assert_eq!(challenge.of(ErrorCode::CredentialsMissing).as_deref(), Some(expected));
        let plain = Challenge { scheme: Scheme::Any, ..Challenge::default() };
        assert_eq!(
            plain.of(ErrorCode::CredentialsMissing).as_deref(),
            Some(r#"Bearer, DPoP algs="EdDSA Ed25519""#)
        );
        assert!(plain.of(ErrorCode::ProofRequired).unwrap().starts_with("DPoP error="));
    }
}
