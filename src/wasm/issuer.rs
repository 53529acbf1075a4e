//! `Issuer` for JavaScript.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::keys::VerifyingKey;
use crate::token::{Issuer, RemoteIssuer};
use crate::wasm::options;
use crate::wasm::signing_key::SigningKeyHandle;

/// Issues tokens with one key and the same options.
#[wasm_bindgen]
pub struct IssuerHandle {
    issuer: Issuer,
}

#[wasm_bindgen]
impl IssuerHandle {
    /// An issuer that signs with a copy of `key`; the options are JSON text.
    #[wasm_bindgen(constructor)]
    pub fn new(key: &SigningKeyHandle, options: &str) -> Result<Self, JsValue> {
        Ok(Self { issuer: Issuer::new(key.key.clone(), options::issue_options(options)?) })
    }

    /// Issues a token of claims (JSON text) at `now` (seconds).
    pub fn issue(&self, claims: &str, now: f64) -> Result<String, JsValue> {
        Ok(self.issuer.issue_json(claims, options::now(now)?)?)
    }
}

/// Prepares tokens that a key elsewhere signs.
#[wasm_bindgen]
pub struct RemoteIssuerHandle {
    issuer: RemoteIssuer,
}

#[wasm_bindgen]
impl RemoteIssuerHandle {
    /// An issuer for the private half of a public JWK (JSON text); the options are JSON text, too.
    #[wasm_bindgen(constructor)]
    pub fn new(jwk: &str, options: &str) -> Result<Self, JsValue> {
        Ok(Self { issuer: RemoteIssuer::new(VerifyingKey::from_jwk(jwk)?, options::issue_options(options)?) })
    }

    /// What is to be signed for a token of claims (JSON text) at `now` (seconds).
    pub fn prepare(&self, claims: &str, now: f64) -> Result<String, JsValue> {
        Ok(self.issuer.prepare_json(claims, options::now(now)?)?)
    }

    /// The token of what was prepared and signed.
    pub fn complete(&self, input: &str, signature: &[u8]) -> Result<String, JsValue> {
        Ok(self.issuer.complete(input, signature)?)
    }
}
