//! JSON Web Tokens (RFC 7519): claims, the policy they must meet, and the two who make and check them.

mod bound_tokens;
mod claims;
mod issue_options;
mod issuer;
mod jwt_compact;
mod policy;
mod remote_issuer;
mod scope;
mod time_rules;
mod verifier;

pub use bound_tokens::BoundTokens;
pub use claims::Claims;
pub use issue_options::{IssueOptions, Lifetime};
pub use issuer::Issuer;
pub use policy::{ExpectedAudience, ExpectedIssuer, Policy};
pub use remote_issuer::RemoteIssuer;
pub(crate) use remote_issuer::random_id;
pub use time_rules::{Expiry, Validity};
pub use verifier::{VerifiedToken, Verifier};
