//! `Verifier` for JavaScript.

use std::cell::Cell;
use std::sync::Arc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::token::{Validity, Verifier};
use crate::wasm::key_set::KeySetHandle;
use crate::wasm::options;

/// Checks tokens against keys and a policy.
#[wasm_bindgen]
pub struct VerifierHandle {
    verifier: Verifier,
    /// Of the token verified last: answers without an object to allocate.
    validity: Cell<Validity>,
}

#[wasm_bindgen]
impl VerifierHandle {
    /// A verifier of tokens by `keys` that must meet the policy.
    #[wasm_bindgen(constructor)]
    pub fn new(keys: &KeySetHandle, policy: &JsValue) -> Result<Self, JsValue> {
        let verifier = Verifier::new(Arc::clone(&keys.keys), options::policy(policy)?);
        Ok(Self { verifier, validity: Cell::new(Validity::NEVER) })
    }

    /// Verifies a token at `now` (seconds) and answers with its claims as JSON text.
    pub fn verify(&self, token: &str, now: f64) -> Result<String, JsValue> {
        let verified = self.verifier.verify(token, options::now(now)?)?;
        self.validity.set(verified.validity());
        Ok(verified.into_claims_json())
    }

    /// From when on the checks of time pass for the token verified last, in seconds.
    #[wasm_bindgen(getter, js_name = validFrom)]
    pub fn valid_from(&self) -> f64 {
        self.validity.get().from
    }

    /// Until when they pass, in seconds.
    #[wasm_bindgen(getter, js_name = validUntil)]
    pub fn valid_until(&self) -> f64 {
        self.validity.get().until
    }
}
