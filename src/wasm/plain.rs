//! Plain data for JavaScript, as JSON text: its own parser makes objects faster than calls for each member do, and
//! every kind of call across the boundary costs a start of the package time.

use js_sys::JSON;
use serde::Serialize;
use wasm_bindgen::JsValue;

/// The JavaScript value of what serde can write.
pub(super) fn plain(data: &impl Serialize) -> Result<JsValue, JsValue> {
    // Strings, numbers and names only: there is nothing in it that JSON could not hold.
    JSON::parse(&serde_json::to_string(data).unwrap_or_default())
}
