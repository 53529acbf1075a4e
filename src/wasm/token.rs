//! Reading tokens without believing them, for JavaScript.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::jws;

/// The claims of any compact JWS as JSON text; undefined if the payload is not a JSON object. Leaves the header to
/// `header`, whose answer JavaScript keeps.
#[wasm_bindgen]
pub fn claims(token: &[u8]) -> Result<Option<String>, JsValue> {
    Ok(jws::decode_claims(text(token))?)
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
pub fn header(token: &[u8]) -> Result<String, JsValue> {
    Ok(jws::decode(text(token))?.header().json().to_owned())
}

/// The `iss` that a token claims, for choosing among key sets.
#[wasm_bindgen(js_name = issuerOf)]
pub fn issuer_of(token: &str) -> Result<Option<String>, JsValue> {
    Ok(jws::decode(token)?.issuer()?)
}

/// A text that crossed as bytes: wasm-bindgen copies those at once, and strings one character at a time. JavaScript
/// encodes nothing that is not UTF-8; it would be as malformed as no text at all.
pub(super) fn text(utf8: &[u8]) -> &str {
    std::str::from_utf8(utf8).unwrap_or_default()
}
