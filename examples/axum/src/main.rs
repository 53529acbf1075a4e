//! `GET /me` for anyone with a valid token, `POST /tokens` for those with the scope `tokens:write`.
//!
//! The crate does no network: this example reads the key set from the file `JWKS_FILE`.

mod token;

use std::{env, error::Error, fs, net::Ipv4Addr, sync::Arc};

use axum::{
    Json, Router,
    routing::{get, post},
};
use countersign::{ExpectedAudience, ExpectedIssuer, KeySet, Policy, Verifier};
use serde_json::{Value, json};
use token::{Refusal, Token};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let setting = |name: &str, otherwise: &str| env::var(name).unwrap_or_else(|_| otherwise.to_owned());
    let keys = KeySet::parse(&fs::read_to_string(setting("JWKS_FILE", "jwks.json"))?)?;
    let issuer = ExpectedIssuer::exactly(setting("ISSUER", "https://auth.example"));
    let audience = ExpectedAudience::any_of([setting("AUDIENCE", "api")]);
    let policy = Policy::new(issuer, audience).with_types(["at+jwt"])?;
    let verifier = Arc::new(Verifier::new(keys, policy));

    let routes = Router::new().route("/me", get(me)).route("/tokens", post(create_token)).with_state(verifier);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, setting("PORT", "3000").parse()?)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, routes).await?)
}

async fn me(Token(token): Token) -> Json<Value> {
    Json(json!({ "hello": token.claims().subject() }))
}

async fn create_token(token: Token) -> Result<Json<Value>, Refusal> {
    token.require_scope("tokens:write")?;
    Ok(Json(json!({ "created": true })))
}
