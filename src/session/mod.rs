//! The life of a token after its issue: rotation (RFC 9700), opaque API tokens, revocation (Token Status List).
//!
//! Everything here is a step from a stored record to the next one. The caller stores it, and only if the record that
//! it read is still the stored one.

mod api_token;
mod authority;
mod refresh;
mod status_list;

pub use api_token::{
    ApiToken, ApiTokenDigest, ApiTokenOwner, ApiTokenRecord, ApiTokenState, Reroll, RerollPolicy,
};
pub use authority::{Authority, Beyond};
pub use refresh::{RefreshOutcome, RefreshPolicy, RefreshRecord};
pub use status_list::{StatusIndex, StatusList};
