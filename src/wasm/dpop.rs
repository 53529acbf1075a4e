//! DPoP proofs for JavaScript.

use js_sys::JsString;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::dpop::{ExpectedProof, NewProof};
use crate::error::Error;
use crate::http;
use crate::wasm::options;
use crate::wasm::plain::plain;
use crate::wasm::signing_key::SigningKeyHandle;

/// What JavaScript keeps of a proof.
#[derive(Serialize)]
struct Proven {
    thumbprint: String,
    id: String,
    until: f64,
}

/// Takes the token out of the value of an `Authorization` header; undefined unless it is of the scheme DPoP.
#[wasm_bindgen(js_name = dpopToken)]
pub fn dpop_token(authorization: &str) -> Result<Option<JsString>, JsValue> {
    match http::parse_dpop(Some(authorization)) {
        Err(Error::CredentialsMissing) => Ok(None),
        token => Ok(Some(token?.into())),
    }
}

/// Checks a proof for a request, and for the access token that it presents, if any, at `now` (seconds); `nonces` has the good
/// ones, space-separated.
#[wasm_bindgen(js_name = verifyProof)]
pub fn verify_proof(
    proof: &str,
    method: &str,
    url: &str,
    token: Option<String>,
    nonces: Option<String>,
    window: f64,
    now: f64,
) -> Result<JsValue, JsValue> {
    let mut expected = ExpectedProof::new(method, url)?.with_window(window)?;
    if let Some(nonces) = nonces {
        expected = expected.with_nonces(nonces.split(' '));
    }
    let proof = expected.verify(proof, options::now(now)?)?;
    if let Some(token) = token {
        proof.covers(&token)?;
    }
    let (id, until) = (proof.replay_id(), proof.good_until());
    plain(&Proven { thumbprint: proof.thumbprint().to_owned(), id, until })
}

/// Makes a proof for a request, and for the access token that it presents, if any, at `now` (seconds).
#[wasm_bindgen(js_name = signProof)]
pub fn sign_proof(
    key: &SigningKeyHandle,
    method: &str,
    url: &str,
    token: Option<String>,
    nonce: Option<String>,
    now: f64,
) -> Result<String, JsValue> {
    let mut new = NewProof::new(method, url)?;
    if let Some(token) = token {
        new = new.with_access_token(&token);
    }
    if let Some(nonce) = nonce {
        new = new.with_nonce(nonce);
    }
    Ok(new.sign(&key.key, options::now(now)?)?)
}
