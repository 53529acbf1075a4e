//! Reading tokens without believing them, for JavaScript.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::jws;

/// The claims of any compact JWS as JSON text; undefined where the payload is no JSON object.
#[wasm_bindgen]
pub fn claims(token: &str) -> Result<Option<String>, JsValue> {
    Ok(jws::decode(token)?.claims_json()?.map(str::to_owned))
}

/// The bytes of the payload.
#[wasm_bindgen]
pub fn payload(token: &str) -> Result<Uint8Array, JsValue> {
    Ok(jws::decode(token)?.payload().into())
}

/// The bytes of the signature.
#[wasm_bindgen]
pub fn signature(token: &str) -> Result<Uint8Array, JsValue> {
    Ok(jws::decode(token)?.signature().into())
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
