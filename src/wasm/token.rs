//! Reading tokens without believing them, for JavaScript.

use js_sys::{Object, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::jws;
use crate::wasm::error::set;

/// Takes any compact JWS apart: `{ header, claims, payload, signature }`, JSON as text.
#[wasm_bindgen]
pub fn decode(token: &str) -> Result<Object, JsValue> {
    let token = jws::decode(token)?;
    let decoded = Object::new();
    set(&decoded, "header", &JsValue::from_str(token.header().json()));
    set(&decoded, "claims", &token.claims_json()?.map_or(JsValue::UNDEFINED, JsValue::from_str));
    set(&decoded, "payload", &Uint8Array::from(token.payload()));
    set(&decoded, "signature", &Uint8Array::from(token.signature()));
    Ok(decoded)
}

/// The protected header as JSON text.
#[wasm_bindgen]
pub fn header(token: &str) -> Result<String, JsValue> {
    Ok(jws::decode(token)?.header().json().to_owned())
}

/// The `iss` that a token claims, for choosing among key sets.
#[wasm_bindgen(js_name = issuerOf)]
pub fn issuer_of(token: &str) -> Result<Option<String>, JsValue> {
    Ok(jws::decode(token)?.issuer())
}
