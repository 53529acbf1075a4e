//! The verified token of a request, and the answer to a request without one.

use std::{sync::Arc, time::SystemTime};

use axum::{
    Json,
    extract::FromRequestParts,
    http::{
        StatusCode,
        header::{AUTHORIZATION, HeaderMap, HeaderValue, WWW_AUTHENTICATE},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use countersign::{Error, UnixTime, VerifiedToken, Verifier, parse_bearer};
use serde_json::json;

/// A handler that takes this is only called for requests with a valid token.
pub struct Token(pub VerifiedToken);

impl Token {
    pub fn require_scope(&self, scope: &str) -> Result<(), Refusal> {
        match self.0.claims().text("scope").unwrap_or_default().split(' ').any(|granted| granted == scope) {
            true => Ok(()),
            false => Err(Refusal(Error::ScopeInsufficient { required: scope.to_owned() })),
        }
    }
}

impl FromRequestParts<Arc<Verifier>> for Token {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, verifier: &Arc<Verifier>) -> Result<Self, Refusal> {
        let authorization = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = parse_bearer(authorization).map_err(Refusal)?;
        verifier.verify(token, UnixTime::from(SystemTime::now())).map(Self).map_err(Refusal)
    }
}

/// An error as HTTP says it (RFC 6750 §3).
pub struct Refusal(Error);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(error) = self;
        let mut headers = HeaderMap::new();
        if let Some(challenge) = error.challenge(None).and_then(|text| HeaderValue::try_from(text).ok()) {
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        let status = StatusCode::from_u16(error.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = json!({
            "error": error.code().oauth_error().unwrap_or("invalid_token"),
            "error_description": error.to_string(),
            "code": error.code().as_str(),
        });
        (status, headers, Json(body)).into_response()
    }
}
