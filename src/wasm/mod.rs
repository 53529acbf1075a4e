//! The boundary to JavaScript: each function converts, delegates, converts. No decision is made here.
#![expect(unreachable_pub, reason = "JavaScript reaches these items, no Rust does")]

mod authority;
mod dpop;
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

/// Smaller than Rust's default allocator, which matters at every start, and as fast.
#[cfg(target_family = "wasm")]
#[global_allocator]
static ALLOCATOR: rlsf::GlobalTlsf = rlsf::GlobalTlsf::new();
