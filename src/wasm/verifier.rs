//! `Verifier` for JavaScript.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Error;
use crate::token::{Policy, Validity, Verifier};
use crate::wasm::key_set::KeySetHandle;
use crate::wasm::options;
use crate::wasm::token::text;

/// Checks tokens against keys and a policy.
#[wasm_bindgen]
pub struct VerifierHandle {
    policy: Arc<Policy>,
    /// Keys can come later than the policy, and change. No method takes the handle for itself alone: an exception that
    /// leaves one, as when Node lacks the file of a rare function, would lock out the next.
    verifier: Cell<Option<Rc<Verifier>>>,
    /// Of the token verified last: answers without an object to allocate.
    validity: Cell<Validity>,
}

#[wasm_bindgen]
impl VerifierHandle {
    /// A verifier of tokens that must meet the policy (JSON text); it has no keys yet.
    #[wasm_bindgen(constructor)]
    pub fn new(policy: &[u8]) -> Result<Self, JsValue> {
        let policy = options::policy(text(policy))?;
        Ok(Self { policy: Arc::new(policy), verifier: Cell::new(None), validity: Cell::new(Validity::NEVER) })
    }

    /// The longest token that the policy allows, in bytes.
    #[wasm_bindgen(getter, js_name = maxTokenBytes)]
    pub fn max_token_bytes(&self) -> f64 {
        // The same type as the other numbers here: some engines compile a wrapper for each signature that is exported.
        u32::try_from(self.policy.max_token_bytes()).map_or(f64::INFINITY, f64::from)
    }

    /// Verifies by `keys` from now on.
    #[wasm_bindgen(js_name = useKeys)]
    pub fn use_keys(&self, keys: &KeySetHandle) {
        let verifier = Verifier::new(Arc::clone(&keys.keys), Arc::clone(&self.policy));
        self.verifier.set(Some(Rc::new(verifier)));
    }

    /// Verifies a token (UTF-8) at `now` (seconds) and answers with its claims as JSON text.
    pub fn verify(&self, token: &[u8], now: f64) -> Result<String, JsValue> {
        Ok(self.verify_held(token, None, now)?)
    }

    /// Verifies a token whose bearer has proven to hold the key of `thumbprint`; otherwise as `verify`.
    #[wasm_bindgen(js_name = verifyBound)]
    pub fn verify_bound(&self, token: &[u8], thumbprint: &str, now: f64) -> Result<String, JsValue> {
        Ok(self.verify_held(token, Some(thumbprint), now)?)
    }

    /// 1 if our own arithmetic was wrong about a signature of these keys, and dalek's has been used since; otherwise 0.
    #[wasm_bindgen(getter)]
    pub fn defects(&self) -> f64 {
        let verifier = self.verifier.take();
        self.verifier.set(verifier.clone());
        if verifier.is_some_and(|verifier| verifier.keys().has_defect()) { 1.0 } else { 0.0 }
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

impl VerifierHandle {
    fn verify_held(&self, token: &[u8], held: Option<&str>, now: f64) -> Result<String, Error> {
        let verifier = self.verifier.take();
        self.verifier.set(verifier.clone());
        let verifier = verifier.ok_or(Error::KeysUnavailable)?;
        let verified = verifier.verify_held(text(token), held, options::now(now)?)?;
        self.validity.set(verified.validity());
        Ok(verified.into_claims_json())
    }
}
