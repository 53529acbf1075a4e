//! What a token may carry: no more than the one who grants it has, and no more than its owner still has.

use serde::Serialize;

/// What a user or an application may do. A member that is absent sets no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Authority {
    /// Scope tokens (RFC 6749 §3.3), each once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// Roles, in the provider's own words (RFC 9068 §2.2.3.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<String>>,
}

/// What was asked for beyond an [`Authority`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Beyond<'a> {
    /// A role that it does not have.
    Role(&'a str),
    /// A scope that it does not have.
    Scope(&'a str),
}

impl Authority {
    /// What both allow: a token never does more than its owner may do at this moment.
    pub fn within(&self, bound: &Self) -> Self {
        Self {
            scopes: common(self.scopes.as_deref(), bound.scopes.as_deref()),
            roles: common(self.roles.as_deref(), bound.roles.as_deref()),
        }
    }

    /// The first scope, or else the first role, that `bound` lacks, and that a holder of `bound` must not grant.
    pub fn beyond(&self, bound: &Self) -> Option<Beyond<'_>> {
        let scope = first_beyond(self.scopes.as_deref(), bound.scopes.as_deref());
        let role = || first_beyond(self.roles.as_deref(), bound.roles.as_deref());
        scope.map(Beyond::Scope).or_else(|| role().map(Beyond::Role))
    }
}

fn common(own: Option<&[String]>, bound: Option<&[String]>) -> Option<Vec<String>> {
    match (own, bound) {
        (Some(own), Some(bound)) => Some(own.iter().filter(|each| bound.contains(each)).cloned().collect()),
        (own, bound) => own.or(bound).map(<[String]>::to_vec),
    }
}

fn first_beyond<'a>(wanted: Option<&'a [String]>, bound: Option<&[String]>) -> Option<&'a str> {
    let bound = bound?;
    wanted?.iter().find(|each| !bound.contains(each)).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(words: &str) -> Option<Vec<String>> {
        Some(words.split_whitespace().map(str::to_owned).collect())
    }

    fn authority(scopes: &str, roles: &str) -> Authority {
        Authority { scopes: list(scopes), roles: list(roles) }
    }

    #[test]
    fn a_token_has_what_it_and_its_owner_have() {
        let token = authority("read write admin", "viewer editor");
        assert_eq!(token.within(&authority("write read", "viewer")), authority("read write", "viewer"));
        assert_eq!(token.within(&authority("", "")), authority("", ""));
    }

    #[test]
    fn an_owner_of_whom_nothing_is_said_sets_no_limit() {
        let token = authority("read write", "viewer");
        assert_eq!(token.within(&Authority::default()), token);
        let scopes_alone = Authority { scopes: list("read"), roles: None };
        assert_eq!(token.within(&scopes_alone), authority("read", "viewer"));
        assert_eq!(token.beyond(&Authority::default()), None);
    }

    #[test]
    fn a_token_without_a_limit_takes_its_owners() {
        assert_eq!(Authority::default().within(&authority("read", "viewer")), authority("read", "viewer"));
    }

    #[test]
    fn what_is_beyond_is_named() {
        let has = authority("read write", "viewer");
        assert_eq!(authority("read", "viewer").beyond(&has), None);
        assert_eq!(authority("", "").beyond(&authority("", "")), None);
        assert_eq!(authority("read admin", "owner").beyond(&has), Some(Beyond::Scope("admin")));
        assert_eq!(authority("read", "owner").beyond(&has), Some(Beyond::Role("owner")));
        assert_eq!(authority("read", "").beyond(&authority("", "")), Some(Beyond::Scope("read")));
    }
}
