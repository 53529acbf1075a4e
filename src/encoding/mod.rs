//! Spellings: base64url (RFC 4648 §5) and JSON (RFC 8259), each with exactly one way to write a thing.

pub(crate) mod base64url;
pub(crate) mod json;
