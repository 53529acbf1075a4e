//! Who may grant what, for JavaScript. An authority crosses as JSON text: `{ scopes?, roles? }`, arrays of strings.

use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::encoding::json::Json;
use crate::error::Error;
use crate::session::{Authority, Beyond};
use crate::wasm::plain::plain;

/// What both allow: `{ scopes?, roles? }`.
#[wasm_bindgen(js_name = authorityWithin)]
pub fn authority_within(own: &str, bound: &str) -> Result<JsValue, JsValue> {
    let Authority { scopes, roles } = authority(own)?.within(&authority(bound)?);
    plain(&Shared { scopes, roles })
}

/// What is asked for beyond `bound`: `{ scope?, role? }` with one member at most.
#[wasm_bindgen(js_name = authorityBeyond)]
pub fn authority_beyond(wanted: &str, bound: &str) -> Result<JsValue, JsValue> {
    let wanted = authority(wanted)?;
    plain(&match wanted.beyond(&authority(bound)?) {
        Some(Beyond::Scope(scope)) => Lacking { scope: Some(scope), role: None },
        Some(Beyond::Role(role)) => Lacking { scope: None, role: Some(role) },
        None => Lacking { scope: None, role: None },
    })
}

#[derive(Serialize)]
struct Shared {
    #[serde(skip_serializing_if = "Option::is_none")]
    scopes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<Vec<String>>,
}

#[derive(Serialize)]
struct Lacking<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
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
