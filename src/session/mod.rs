//! The life of a token after its issue: rotation (RFC 9700), opaque API tokens, revocation (Token Status List).
//!
//! Everything here is a step from a stored record to the next one. The caller stores it, and only if the record that
//! it read is still the stored one.

pub(crate) mod api_token;
pub(crate) mod api_token_record;
pub(crate) mod authority;
pub(crate) mod refresh;
pub(crate) mod status_list;
