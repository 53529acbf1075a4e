//! Bearer headers and challenges for JavaScript.

use js_sys::JsString;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error_code::ErrorCode;
use crate::http::{self, Challenge, Scheme};

/// Takes the token out of the value of an `Authorization` header.
#[wasm_bindgen]
pub fn bearer(authorization: Option<String>) -> Result<JsString, JsValue> {
    Ok(http::parse_bearer(authorization.as_deref())?.into())
}

/// The HTTP status of an error code; 500 for a code that is not known.
///
/// A result, as the next one is, only so that the glue enters before it takes memory for the arguments.
#[wasm_bindgen]
pub fn status(code: &str) -> Result<u16, JsValue> {
    Ok(ErrorCode::parse(code).map_or(500, ErrorCode::status))
}

/// The `WWW-Authenticate` value of an error about a token that came by `scheme`: `DPoP`, `any` for either, Bearer without
/// it; undefined if none is due.
#[wasm_bindgen]
pub fn challenge(
    code: &str,
    description: &str,
    scope: Option<String>,
    realm: Option<String>,
    scheme: Option<String>,
    resource_metadata: Option<String>,
) -> Result<Option<JsString>, JsValue> {
    let code = ErrorCode::parse(code);
    let scheme = match scheme.as_deref() {
        Some("DPoP") => Scheme::Dpop,
        Some("any") => Scheme::Any,
        _ => Scheme::Bearer,
    };
    let (realm, scope, resource_metadata) =
        (realm.as_deref(), scope.as_deref(), resource_metadata.as_deref());
    let challenge = Challenge { scheme, realm, description, scope, resource_metadata };
    Ok(code.and_then(|code| challenge.of(code)).map(Into::into))
}
