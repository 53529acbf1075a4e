//! Strict, fast Ed25519 tokens (JWT, JWKS) and their whole life, without calling home.

mod error;
mod session;
mod time;

pub use error::{Error, ErrorCode, TokenPart};
pub use session::api_token::{ApiToken, ApiTokenDigest};
pub use session::api_token_record::{ApiTokenOwner, ApiTokenRecord, ApiTokenState};
pub use session::refresh::{Refresh, RefreshPolicy, RefreshRecord};
pub use session::status_list::{StatusIndex, StatusList};
pub use time::UnixTime;
