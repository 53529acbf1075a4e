//! The boundary to JavaScript: each function converts, delegates, converts. No decision is made here.
#![expect(unreachable_pub, reason = "JavaScript reaches these items, no Rust does")]

mod error;
mod http;
mod inspection;
mod issuer;
mod key_set;
mod options;
mod plain;
mod session;
mod signing_key;
mod status_list;
mod token;
mod verifier;
