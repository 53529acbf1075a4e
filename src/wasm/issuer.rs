//! `Issuer` for JavaScript.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::token::Issuer;
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
