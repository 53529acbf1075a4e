//! JSON Web Signature (RFC 7515): the protected header and the compact form.

mod compact;
mod header;

pub(crate) use compact::Parts;
#[cfg(feature = "wasm")]
pub(crate) use compact::decode_claims;
pub use compact::{UnverifiedToken, decode};
pub use header::Header;
pub(crate) use header::media_type;
