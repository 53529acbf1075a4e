//! Rotation and API tokens for JavaScript. Records cross as JSON text, with whatever a store adds to them.

use js_sys::JsString;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::encoding::json::Json;
use crate::error::Error;
use crate::session::{ApiToken, ApiTokenDigest, ApiTokenState, RefreshPolicy, RefreshRecord, RerollPolicy};
use crate::token;
use crate::wasm::options;
use crate::wasm::plain::plain;

/// A fresh name of 128 random bits: of a token, a grant or a record.
#[wasm_bindgen(js_name = randomId)]
pub fn random_id() -> Result<JsString, JsValue> {
    Ok(token::random_id()?.into())
}

/// The record of a new grant.
#[wasm_bindgen(js_name = beginRefresh)]
pub fn begin_refresh(jti: &str, now: f64, lifetime: f64, end: Option<f64>) -> Result<JsValue, JsValue> {
    let policy = RefreshPolicy { lifetime, grace: 0.0, end };
    plain(&RefreshRecord::begin(jti, options::now(now)?, policy))
}

/// What presenting a refresh token to a record leads to: `{ outcome, next? }`.
#[wasm_bindgen(js_name = presentRefresh)]
#[expect(clippy::too_many_arguments, reason = "each crosses the boundary as it is")]
pub fn present_refresh(
    record: &str,
    jti: &str,
    next_jti: &str,
    arrived: f64,
    now: f64,
    lifetime: f64,
    grace: f64,
    end: Option<f64>,
    is_owner_active: bool,
) -> Result<JsValue, JsValue> {
    let policy = RefreshPolicy { lifetime, grace, end };
    let [arrived, now] = [options::now(arrived)?, options::now(now)?];
    let presented = refresh_record(record)?.present(jti, next_jti, arrived, now, policy);
    plain(&if is_owner_active { presented } else { presented.of_inactive_owner() })
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
    pub fn begin(&self, expires: Option<f64>) -> Result<JsValue, JsValue> {
        plain(&ApiTokenState::begin(&self.token, expires.map(options::now).transpose()?))
    }

    /// Throws unless the token is good by this state.
    pub fn check(&self, state: &str, now: f64) -> Result<(), JsValue> {
        Ok(token_state(state)?.check(&self.token, options::now(now)?)?)
    }

    /// The state after a use of this token.
    #[wasm_bindgen(js_name = noteUse)]
    pub fn note_use(&self, state: &str, now: f64) -> Result<JsValue, JsValue> {
        plain(&token_state(state)?.note_use(&self.token, options::now(now)?))
    }

    /// What a re-roll to this token leads to: `{ outcome, next?, until? }`.
    pub fn reroll(
        &self,
        state: &str,
        now: f64,
        grace: f64,
        lost: Option<String>,
    ) -> Result<JsValue, JsValue> {
        let policy = RerollPolicy { grace, lost: lost.as_deref() };
        plain(&token_state(state)?.reroll(&self.token, options::now(now)?, policy)?)
    }
}

/// Throws unless the token with this digest, which led to the record, is good.
#[wasm_bindgen(js_name = checkApiTokenDigest)]
pub fn check_api_token_digest(state: &str, digest: &str, now: f64) -> Result<(), JsValue> {
    let state = token_state(state)?;
    let digest = ApiTokenDigest::parse(digest).ok_or(Error::TokenRevoked)?;
    Ok(state.check_digest(digest, options::now(now)?)?)
}

fn refresh_record(json: &str) -> Result<RefreshRecord, Error> {
    let record = Json::parse(json).map_err(|_| not_stored())?;
    Ok(RefreshRecord {
        jti: text(&record, "jti")?.ok_or(not_stored())?,
        at: number(&record, "at")?.ok_or(not_stored())?,
        exp: number(&record, "exp")?.ok_or(not_stored())?,
        previous: text(&record, "previous")?,
        revoked: number(&record, "revoked")?,
    })
}

fn token_state(json: &str) -> Result<ApiTokenState, Error> {
    let state = Json::parse(json).map_err(|_| not_stored())?;
    Ok(ApiTokenState {
        start: text(&state, "start")?.ok_or(not_stored())?,
        digest: text(&state, "digest")?.ok_or(not_stored())?,
        previous: text(&state, "previous")?,
        grace: number(&state, "grace")?,
        seen: number(&state, "seen")?,
        expires: number(&state, "expires")?,
        revoked: number(&state, "revoked")?,
    })
}

fn text(record: &Json<'_>, name: &str) -> Result<Option<String>, Error> {
    let text = |value: &Json<'_>| value.as_str().map(str::to_owned).ok_or(not_stored());
    present(record, name).map(text).transpose()
}

fn number(record: &Json<'_>, name: &str) -> Result<Option<f64>, Error> {
    let number = |value: &Json<'_>| value.as_number().ok_or(not_stored());
    present(record, name).map(number).transpose()
}

/// A member that is there and is not what was stored must not pass for an absent one: `revoked` as text, say.
fn present<'r, 'a>(record: &'r Json<'a>, name: &str) -> Option<&'r Json<'a>> {
    record.get(name).filter(|value| **value != Json::Null)
}

fn not_stored() -> Error {
    Error::OptionInvalid { option: "record".into(), reason: "is not what the store was given" }
}
