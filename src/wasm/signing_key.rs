//! `SigningKey` for JavaScript.

use std::ptr;

use curve25519_dalek::constants::ED25519_BASEPOINT_TABLE;
use curve25519_dalek::edwards::EdwardsBasepointTable;
use js_sys::JsString;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::keys::{Algorithm, SigningKey};

/// A private key.
#[wasm_bindgen]
pub struct SigningKeyHandle {
    pub(super) key: SigningKey,
}

#[wasm_bindgen]
impl SigningKeyHandle {
    /// A new random key, whose tokens name `algorithm`.
    pub fn generate(algorithm: &str) -> Result<Self, JsValue> {
        Ok(Self { key: SigningKey::generate_for(Algorithm::parse(algorithm)?)? })
    }

    /// A key from the JSON text of a private JWK.
    #[wasm_bindgen(js_name = fromJwk)]
    pub fn from_jwk(json: &str) -> Result<Self, JsValue> {
        Ok(Self { key: SigningKey::from_jwk(json)? })
    }

    /// A key from a PKCS#8 PEM.
    #[wasm_bindgen(js_name = fromPem)]
    pub fn from_pem(pem: &str) -> Result<Self, JsValue> {
        Ok(Self { key: SigningKey::from_pem(pem)? })
    }

    /// The key's `kid`.
    #[wasm_bindgen(getter)]
    pub fn kid(&self) -> JsString {
        self.key.kid().into()
    }

    /// The name of the algorithm.
    #[wasm_bindgen(getter)]
    pub fn algorithm(&self) -> JsString {
        self.key.algorithm().as_str().into()
    }

    /// The JSON text of the public JWK.
    #[wasm_bindgen(js_name = publicJwk)]
    pub fn public_jwk(&self) -> JsString {
        self.key.verifying_key().to_jwk().into()
    }

    /// The JSON text of the private JWK.
    #[wasm_bindgen(js_name = privateJwk)]
    pub fn private_jwk(&self) -> JsString {
        self.key.to_private_jwk().as_str().into()
    }

    /// The public key as an SPKI PEM.
    #[wasm_bindgen(js_name = publicPem)]
    pub fn public_pem(&self) -> JsString {
        self.key.verifying_key().to_pem().into()
    }

    /// The private key as a PKCS#8 PEM.
    #[wasm_bindgen(js_name = privatePem)]
    pub fn private_pem(&self) -> JsString {
        self.key.to_private_pem().as_str().into()
    }
}

/// The address of what signing alone reads, the multiples of the base point: `cargo xtask build` puts them into the wasm that Node
/// loads later.
#[wasm_bindgen(js_name = signingTable)]
pub fn signing_table() -> usize {
    ptr::from_ref(ED25519_BASEPOINT_TABLE).addr()
}

/// How many bytes they take.
#[wasm_bindgen(js_name = signingTableBytes)]
pub fn signing_table_bytes() -> usize {
    size_of::<EdwardsBasepointTable>()
}
