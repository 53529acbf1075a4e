//! `StatusList` for JavaScript, uncompressed: every runtime brings its own ZLIB.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::session::StatusList;

/// The statuses of a list's tokens.
#[wasm_bindgen]
pub struct StatusListHandle {
    list: StatusList,
}

#[wasm_bindgen]
impl StatusListHandle {
    /// A list in which all tokens are valid.
    #[wasm_bindgen(constructor)]
    pub fn new(bits: u8, len: u32) -> Result<Self, JsValue> {
        Ok(Self { list: StatusList::new(bits, len)? })
    }

    /// The list in these bytes.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bits: u8, bytes: Vec<u8>) -> Result<Self, JsValue> {
        Ok(Self { list: StatusList::from_bytes(bits, bytes)? })
    }

    /// The status at `index`; undefined beyond the end of the list.
    pub fn status(&self, index: u32) -> Option<u8> {
        self.list.status(index)
    }

    /// Sets the status at `index`.
    pub fn set(&mut self, index: u32, status: u8) -> Result<(), JsValue> {
        Ok(self.list.set(index, status)?)
    }

    /// Bits per status.
    #[wasm_bindgen(getter)]
    pub fn bits(&self) -> u8 {
        self.list.bits()
    }

    /// The list as it is before compression.
    #[wasm_bindgen(getter)]
    pub fn bytes(&self) -> Vec<u8> {
        self.list.as_bytes().to_vec()
    }
}
