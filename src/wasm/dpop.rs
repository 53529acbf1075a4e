//! DPoP proofs for JavaScript.

use js_sys::JsString;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::dpop::{self, ExpectedProof, NewProof};
use crate::error::Error;
use crate::http;
use crate::wasm::options;
use crate::wasm::plain::plain;
use crate::wasm::signing_key::SigningKeyHandle;
use crate::wasm::token::text;

/// A proof that is good, and whether its key is a new one, to be remembered once all else is known to be good.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Proven {
    proof: Proof,
    is_new: bool,
}

/// What JavaScript keeps of a proof.
#[derive(Serialize)]
struct Proof {
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

/// Checks a proof for a request, and for the access token that it presents, if any (both UTF-8), at `now` (seconds); `nonces` has
/// the good ones, space-separated.
#[wasm_bindgen(js_name = verifyProof)]
pub fn verify_proof(
    proof: &[u8],
    method: &str,
    url: &str,
    token: Option<Vec<u8>>,
    nonces: Option<String>,
    window: f64,
    now: f64,
) -> Result<JsValue, JsValue> {
    let mut expected = ExpectedProof::new(method, url)?.with_window(window)?;
    if let Some(nonces) = nonces {
        expected = expected.with_nonces(nonces.split(' '));
    }
    let proof = expected.verify(text(proof), options::now(now)?)?;
    if let Some(token) = token {
        proof.covers(text(&token))?;
    }
    let (id, until) = (proof.replay_id(), proof.good_until());
    let kept = Proof { thumbprint: proof.thumbprint().to_owned(), id, until };
    plain(&Proven { proof: kept, is_new: !proof.is_of_known_key() })
}

/// Keeps the key of a proof that was verified, so that the next ones of that client take less.
#[wasm_bindgen(js_name = rememberProofKey)]
pub fn remember_proof_key(proof: &str) -> Result<(), JsValue> {
    Ok(dpop::remember_key(proof)?)
}

/// How often our own arithmetic was wrong about a proof: 0, or 1 if it is given up.
#[wasm_bindgen(js_name = proofDefects)]
pub fn proof_defects() -> f64 {
    f64::from(u8::from(ExpectedProof::has_defect()))
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
