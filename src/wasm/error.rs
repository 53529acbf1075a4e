//! The one place where an [`Error`] becomes a JavaScript `TokenError`.

use std::cell::RefCell;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Error;
use crate::error_code::ErrorCode;

thread_local! {
    static ERROR_CLASS: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Registers the class of the errors to throw: `new (code, message, { claim, scope })`.
#[wasm_bindgen(js_name = setErrorClass)]
pub fn set_error_class(class: Function) {
    ERROR_CLASS.set(Some(class));
}

/// Every error code.
#[wasm_bindgen]
pub fn codes() -> Vec<String> {
    ErrorCode::ALL.iter().map(|code| code.as_str().to_owned()).collect()
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let (code, message) =
            (JsValue::from_str(error.code().as_str()), JsValue::from_str(&error.to_string()));
        let facts = Object::new();
        for (name, value) in [("claim", error.claim()), ("scope", error.scope())] {
            if let Some(value) = value {
                set(&facts, name, &JsValue::from_str(value));
            }
        }
        let class = ERROR_CLASS.with_borrow(Clone::clone);
        let made =
            class.and_then(|class| Reflect::construct(&class, &Array::of3(&code, &message, &facts)).ok());
        made.unwrap_or_else(|| {
            // Without the glue, a plain Error that still has its code.
            let plain = js_sys::Error::new(&error.to_string());
            set(&plain, "code", &code);
            plain.into()
        })
    }
}

/// Sets a property of an object that was made here.
pub(super) fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Only a frozen or exotic object refuses, and a fresh one is neither.
    let _ = Reflect::set(object.unchecked_ref(), &JsValue::from_str(name), value);
}
