//! `inspect` for JavaScript: two functions, because wasm-bindgen knows no optional reference.

use std::sync::Arc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::inspection;
use crate::wasm::key_set::KeySetHandle;
use crate::wasm::options;
use crate::wasm::plain::plain;

/// Inspects text at `now` (seconds) by a policy (JSON text) without keys; answers with plain data.
#[wasm_bindgen]
pub fn inspect(token: &str, policy: &str, now: f64) -> Result<JsValue, JsValue> {
    plain(&inspection::inspect(token, None, options::policy(policy)?, options::now(now)?))
}

#[wasm_bindgen]
impl KeySetHandle {
    /// Inspects text at `now` (seconds) by a policy (JSON text) with these keys; answers with plain data.
    pub fn inspect(&self, token: &str, policy: &str, now: f64) -> Result<JsValue, JsValue> {
        let keys = Some(Arc::clone(&self.keys));
        plain(&inspection::inspect(token, keys, options::policy(policy)?, options::now(now)?))
    }
}
