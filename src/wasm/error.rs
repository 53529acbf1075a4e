//! The one place where an [`Error`] becomes a JavaScript `TokenError`.

use std::cell::RefCell;

use js_sys::Function;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Error;
use crate::error_code::ErrorCode;
use crate::wasm::plain::plain;

thread_local! {
    static ERROR_MAKER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Registers what makes the errors to throw: it is called with JSON text, `{ code, message, claim?, scope? }`.
#[wasm_bindgen(js_name = setErrorMaker)]
pub fn set_error_maker(maker: Function) {
    ERROR_MAKER.set(Some(maker));
}

/// Every error code.
#[wasm_bindgen]
pub fn codes() -> Result<JsValue, JsValue> {
    plain(&ErrorCode::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>())
}

#[derive(Serialize)]
struct Facts<'a> {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let (code, message) = (error.code().as_str(), error.to_string());
        let facts = Facts { code, message, claim: error.claim(), scope: error.scope() };
        let facts = JsValue::from_str(&serde_json::to_string(&facts).unwrap_or_default());
        let maker = ERROR_MAKER.with_borrow(Clone::clone);
        // Without the glue, the facts themselves.
        maker.and_then(|maker| maker.call1(&JsValue::UNDEFINED, &facts).ok()).unwrap_or(facts)
    }
}
