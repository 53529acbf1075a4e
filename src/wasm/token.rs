//! Reading tokens without believing them, for JavaScript.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::{Error, TokenPart};
use crate::jws;

/// The claims of any compact JWS as JSON text; undefined where the payload is no JSON object. Leaves the header to
/// `header`, whose answer JavaScript keeps.
#[wasm_bindgen]
pub fn claims(token: &[u8]) -> Result<Option<String>, JsValue> {
    Ok(jws::decode_claims(text(token)?)?)
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

/// A token that crossed as bytes: wasm-bindgen copies those at once, and strings one character at a time.
pub(super) fn text(token: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(token)
        .map_err(|_| Error::TokenMalformed { part: TokenPart::Token, reason: "is not UTF-8" })
}
