//! Who may grant what, for JavaScript. An authority crosses as JSON text: `{ scopes?, roles? }`, arrays of strings.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::encoding::json::Json;
use crate::error::Error;
use crate::session::Authority;
use crate::wasm::plain::plain;

/// What both allow: `{ scopes?, roles? }`.
#[wasm_bindgen(js_name = authorityWithin)]
pub fn authority_within(own: &str, bound: &str) -> Result<JsValue, JsValue> {
    plain(&authority(own)?.within(&authority(bound)?))
}

/// What is asked for beyond `bound`: `{ scope }`, `{ role }` or null.
#[wasm_bindgen(js_name = authorityBeyond)]
pub fn authority_beyond(wanted: &str, bound: &str) -> Result<JsValue, JsValue> {
    plain(&authority(wanted)?.beyond(&authority(bound)?))
}

fn authority(json: &str) -> Result<Authority, Error> {
    let wrong = |_| Error::OptionInvalid { option: "authority".into(), reason: "must be { scopes, roles }" };
    let authority = Json::parse(json).map_err(wrong)?;
    Ok(Authority { scopes: list(&authority, "scopes")?, roles: list(&authority, "roles")? })
}

fn list(authority: &Json<'_>, name: &'static str) -> Result<Option<Vec<String>>, Error> {
    let Some(list) = authority.get(name) else { return Ok(None) };
    let wrong = || Error::OptionInvalid { option: name.into(), reason: "must be an array of strings" };
    Ok(Some(list.as_strings().ok_or_else(wrong)?.map(str::to_owned).collect()))
}
