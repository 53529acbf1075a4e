//! `KeySet` for JavaScript.

use std::sync::Arc;

use js_sys::JsString;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::keys::{KeySet, VerifyingKey};
use crate::wasm::plain::plain;
use crate::wasm::token::text;

/// A set of public keys.
#[wasm_bindgen]
pub struct KeySetHandle {
    pub(super) keys: Arc<KeySet>,
}

#[wasm_bindgen]
impl KeySetHandle {
    /// The set of a JWKS or JWK as JSON text, or of an SPKI PEM; in UTF-8.
    #[wasm_bindgen(constructor)]
    pub fn new(utf8: &[u8]) -> Result<Self, JsValue> {
        Ok(Self { keys: Arc::new(KeySet::parse(text(utf8))?) })
    }

    /// The `kid` of each usable key.
    #[wasm_bindgen(getter)]
    pub fn kids(&self) -> Result<JsValue, JsValue> {
        plain(&self.keys.keys().iter().map(VerifyingKey::kid).collect::<Vec<_>>())
    }

    /// The keys that were passed over: `{ kid, reason }`.
    #[wasm_bindgen(getter)]
    pub fn skipped(&self) -> Result<JsValue, JsValue> {
        plain(&self.keys.skipped())
    }

    /// The JSON text of the JWKS of the usable keys.
    pub fn jwks(&self) -> JsString {
        self.keys.to_jwks().into()
    }
}
