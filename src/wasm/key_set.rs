//! `KeySet` for JavaScript.

use std::sync::Arc;

use js_sys::{Array, JsString, Object};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::keys::{KeySet, VerifyingKey};
use crate::wasm::error::set;
use crate::wasm::signing_key::SigningKeyHandle;
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

    /// The set of a private key's public half.
    #[wasm_bindgen(js_name = fromSigningKey)]
    pub fn from_signing_key(key: &SigningKeyHandle) -> Self {
        Self { keys: Arc::new(KeySet::from(&key.key)) }
    }

    /// The `kid` of each usable key.
    #[wasm_bindgen(getter)]
    pub fn kids(&self) -> Vec<String> {
        self.keys.keys().iter().map(VerifyingKey::kid).map(str::to_owned).collect()
    }

    /// The keys that were passed over: `{ kid, reason }`.
    #[wasm_bindgen(getter)]
    pub fn skipped(&self) -> Array {
        let entries = self.keys.skipped().iter().map(|skipped| {
            let entry = Object::new();
            set(&entry, "kid", &skipped.kid.as_deref().map_or(JsValue::NULL, JsValue::from_str));
            set(&entry, "reason", &JsValue::from_str(skipped.reason));
            entry
        });
        entries.collect()
    }

    /// The JSON text of the JWKS of the usable keys.
    pub fn jwks(&self) -> JsString {
        self.keys.to_jwks().into()
    }
}
