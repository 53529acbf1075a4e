//! Rotation and API tokens for JavaScript. Records cross as JSON text, since that is how they are stored.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Error;
use crate::session::api_token::ApiToken;
use crate::session::api_token_record::ApiTokenState;
use crate::session::refresh::{RefreshPolicy, RefreshRecord};
use crate::token;
use crate::wasm::options;

/// A fresh name of 128 random bits: of a token, a grant or a record.
#[wasm_bindgen(js_name = randomId)]
pub fn random_id() -> Result<String, JsValue> {
    Ok(token::random_id()?)
}

/// The record of a new grant.
#[wasm_bindgen(js_name = beginRefresh)]
pub fn begin_refresh(jti: &str, now: f64, lifetime: f64) -> Result<String, JsValue> {
    let policy = RefreshPolicy { lifetime, grace: 0.0 };
    write(&RefreshRecord::begin(jti, options::now(now)?, policy))
}

/// What presenting a refresh token to a record leads to: `{ outcome, next? }`.
#[wasm_bindgen(js_name = presentRefresh)]
pub fn present_refresh(
    record: &str,
    jti: &str,
    next_jti: &str,
    now: f64,
    lifetime: f64,
    grace: f64,
) -> Result<String, JsValue> {
    let policy = RefreshPolicy { lifetime, grace };
    write(&read::<RefreshRecord>(record)?.present(jti, next_jti, options::now(now)?, policy))
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
    pub fn text(&self) -> String {
        self.token.as_str().to_owned()
    }

    /// The part of it that may be shown.
    #[wasm_bindgen(getter)]
    pub fn start(&self) -> String {
        self.token.start().to_owned()
    }

    /// What it is looked up by.
    #[wasm_bindgen(getter)]
    pub fn digest(&self) -> String {
        self.token.digest().to_string()
    }

    /// The state of a new token.
    pub fn begin(&self, expires: Option<f64>) -> Result<String, JsValue> {
        write(&ApiTokenState::begin(&self.token, expires.map(options::now).transpose()?))
    }

    /// Throws unless the token is good by this state.
    pub fn check(&self, state: &str, now: f64) -> Result<(), JsValue> {
        Ok(read::<ApiTokenState>(state)?.check(&self.token, options::now(now)?)?)
    }

    /// The state with this token in place of the present one.
    pub fn reroll(&self, state: &str, now: f64, grace_until: f64) -> Result<String, JsValue> {
        let (now, grace_until) = (options::now(now)?, options::now(grace_until)?);
        write(&read::<ApiTokenState>(state)?.reroll(&self.token, now, grace_until)?)
    }
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, Error> {
    let reason = "is not what the store was given";
    serde_json::from_str(json).map_err(|_| Error::OptionInvalid { option: "record".into(), reason })
}

fn write<T: Serialize>(value: &T) -> Result<String, JsValue> {
    let reason = "cannot be written as JSON";
    Ok(serde_json::to_string(value).map_err(|_| Error::OptionInvalid { option: "record".into(), reason })?)
}
