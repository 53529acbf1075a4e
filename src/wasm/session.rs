//! Rotation and API tokens for JavaScript. Records cross as plain objects: no JSON is written or read on the way.

use js_sys::{JsString, Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Error;
use crate::session::api_token::ApiToken;
use crate::session::api_token_record::ApiTokenState;
use crate::session::refresh::{Refresh, RefreshPolicy, RefreshRecord};
use crate::token;
use crate::wasm::error::set;
use crate::wasm::options;

/// A fresh name of 128 random bits: of a token, a grant or a record.
#[wasm_bindgen(js_name = randomId)]
pub fn random_id() -> Result<JsString, JsValue> {
    Ok(token::random_id()?.into())
}

/// The record of a new grant.
#[wasm_bindgen(js_name = beginRefresh)]
pub fn begin_refresh(jti: &str, now: f64, lifetime: f64) -> Result<Object, JsValue> {
    let policy = RefreshPolicy { lifetime, grace: 0.0 };
    Ok(refresh_object(&RefreshRecord::begin(jti, options::now(now)?, policy)))
}

/// What presenting a refresh token to a record leads to: `{ outcome, next? }`.
#[wasm_bindgen(js_name = presentRefresh)]
pub fn present_refresh(
    record: &JsValue,
    jti: &str,
    next_jti: &str,
    now: f64,
    lifetime: f64,
    grace: f64,
) -> Result<Object, JsValue> {
    let policy = RefreshPolicy { lifetime, grace };
    Ok(presented_object(&refresh_record(record)?.present(jti, next_jti, options::now(now)?, policy)))
}

/// An API token, the secret itself.
#[wasm_bindgen]
pub struct ApiTokenHandle {
    token: ApiToken,
}

#[wasm_bindgen]
impl ApiTokenHandle {
    /// A new random token.
    pub fn generate(prefix: &str) -> Result<Self, JsValue> {
        Ok(Self { token: ApiToken::generate(prefix)? })
    }

    /// Reads a presented token.
    pub fn parse(text: &str, prefix: &str) -> Result<Self, JsValue> {
        Ok(Self { token: ApiToken::parse(text, prefix)? })
    }

    /// The token's text.
    #[wasm_bindgen(getter)]
    pub fn text(&self) -> JsString {
        self.token.as_str().into()
    }

    /// The part of it that may be shown.
    #[wasm_bindgen(getter)]
    pub fn start(&self) -> JsString {
        self.token.start().into()
    }

    /// What it is looked up by.
    #[wasm_bindgen(getter)]
    pub fn digest(&self) -> JsString {
        self.token.digest().to_string().into()
    }

    /// The state of a new token.
    pub fn begin(&self, expires: Option<f64>) -> Result<Object, JsValue> {
        Ok(state_object(&ApiTokenState::begin(&self.token, expires.map(options::now).transpose()?)))
    }

    /// Throws unless the token is good by this state.
    pub fn check(&self, state: &JsValue, now: f64) -> Result<(), JsValue> {
        Ok(token_state(state)?.check(&self.token, options::now(now)?)?)
    }

    /// The state with this token in place of the present one.
    pub fn reroll(&self, state: &JsValue, now: f64, grace_until: f64) -> Result<Object, JsValue> {
        let (now, grace_until) = (options::now(now)?, options::now(grace_until)?);
        Ok(state_object(&token_state(state)?.reroll(&self.token, now, grace_until)?))
    }
}

fn refresh_record(record: &JsValue) -> Result<RefreshRecord, Error> {
    Ok(RefreshRecord {
        jti: text(record, "jti").ok_or(not_stored())?,
        at: number(record, "at").ok_or(not_stored())?,
        exp: number(record, "exp").ok_or(not_stored())?,
        previous: text(record, "previous"),
        revoked: number(record, "revoked"),
    })
}

fn refresh_object(record: &RefreshRecord) -> Object {
    let RefreshRecord { jti, at, exp, previous, revoked } = record;
    object([
        ("jti", Some(JsValue::from_str(jti))),
        ("at", Some(JsValue::from_f64(*at))),
        ("exp", Some(JsValue::from_f64(*exp))),
        ("previous", previous.as_deref().map(JsValue::from_str)),
        ("revoked", revoked.map(JsValue::from_f64)),
    ])
}

fn presented_object(presented: &Refresh) -> Object {
    let (outcome, next) = match presented {
        Refresh::Rotated { next } => ("rotated", Some(next)),
        Refresh::Reused { next } => ("reused", Some(next)),
        Refresh::Replayed => ("replayed", None),
        Refresh::Expired => ("expired", None),
        Refresh::Revoked => ("revoked", None),
    };
    let next = next.map(|next| refresh_object(next).into());
    object([("outcome", Some(JsValue::from_str(outcome))), ("next", next)])
}

fn token_state(state: &JsValue) -> Result<ApiTokenState, Error> {
    Ok(ApiTokenState {
        start: text(state, "start").ok_or(not_stored())?,
        digest: text(state, "digest").ok_or(not_stored())?,
        previous: text(state, "previous"),
        grace: number(state, "grace"),
        expires: number(state, "expires"),
        revoked: number(state, "revoked"),
    })
}

fn state_object(state: &ApiTokenState) -> Object {
    let ApiTokenState { start, digest, previous, grace, expires, revoked } = state;
    object([
        ("start", Some(JsValue::from_str(start))),
        ("digest", Some(JsValue::from_str(digest))),
        ("previous", previous.as_deref().map(JsValue::from_str)),
        ("grace", grace.map(JsValue::from_f64)),
        ("expires", expires.map(JsValue::from_f64)),
        ("revoked", revoked.map(JsValue::from_f64)),
    ])
}

/// An object with the members that there are: an absent one is not stored as null.
fn object<const N: usize>(members: [(&str, Option<JsValue>); N]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        if let Some(value) = value {
            set(&object, name, &value);
        }
    }
    object
}

fn member(record: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(record, &JsValue::from_str(name)).ok()
}

fn text(record: &JsValue, name: &str) -> Option<String> {
    member(record, name)?.as_string()
}

fn number(record: &JsValue, name: &str) -> Option<f64> {
    member(record, name)?.as_f64()
}

fn not_stored() -> Error {
    Error::OptionInvalid { option: "record".into(), reason: "is not what the store was given" }
}
