//! Scopes (RFC 6749 §3.3, RFC 8693 §4.2).

use crate::encoding::json::Json;
use crate::error::Error;
use crate::token::Claims;

/// A set of scope tokens, in the order in which they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope(Vec<String>);

impl Scope {
    /// Reads scopes, each of which may be a space-separated list; `None` if one has a character that RFC 6749
    /// does not allow.
    pub(crate) fn parse(scopes: impl IntoIterator<Item = impl AsRef<str>>) -> Option<Self> {
        let mut all: Vec<String> = Vec::new();
        for scope in scopes.into_iter() {
            for name in scope.as_ref().split(' ').filter(|name| !name.is_empty()) {
                if !name.bytes().all(|byte| matches!(byte, b'!' | b'#'..=b'[' | b']'..=b'~')) {
                    return None;
                }
                if !all.iter().any(|known| known == name) {
                    all.push(name.to_owned());
                }
            }
        }
        Some(Self(all))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The form of the `scope` claim and of the challenge: space-separated.
    pub(crate) fn join(&self) -> String {
        self.0.join(" ")
    }

    /// Refuses claims whose `scope`, a string or an array of strings, lacks one of these.
    pub(crate) fn require(&self, claims: &Claims<'_>) -> Result<(), Error> {
        if self.is_empty() {
            return Ok(());
        }
        let granted: Vec<&str> = match claims.get("scope") {
            None => Vec::new(),
            Some(Json::String(scope)) => scope.split(' ').collect(),
            Some(scopes) => {
                let expected = "a string or an array of strings";
                scopes.as_strings().ok_or(Error::ClaimMalformed { claim: "scope", expected })?.collect()
            }
        };
        match self.0.iter().all(|name| granted.contains(&name.as_str())) {
            true => Ok(()),
            false => Err(Error::ScopeInsufficient { required: self.join() }),
        }
    }
}
