//! One rule and how a token keeps it.

use std::borrow::Cow;

use serde::Serialize;

/// What one rule says of a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The stable name of the rule.
    pub rule: &'static str,
    /// How the token keeps it.
    pub level: Level,
    /// One sentence, for people.
    pub text: Cow<'static, str>,
    /// The specification and section that the rule comes from.
    pub source: &'static str,
}

/// How a token keeps a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Level {
    /// The token keeps it.
    Pass,
    /// The token is not refused for it, but its issuer should think again.
    Warn,
    /// The token is refused for it.
    Fail,
    /// It could not be looked at.
    Skip,
}

/// A rule before it has been looked at.
pub(super) struct Rule {
    name: &'static str,
    source: &'static str,
}

// Sixty inlined findings would weigh more than what finds them.
impl Rule {
    pub(super) const fn new(name: &'static str, source: &'static str) -> Self {
        Self { name, source }
    }

    #[inline(never)]
    pub(super) fn pass(&'static self, text: impl Into<Cow<'static, str>>) -> Finding {
        self.finding(Level::Pass, text.into())
    }

    #[inline(never)]
    pub(super) fn warn(&'static self, text: impl Into<Cow<'static, str>>) -> Finding {
        self.finding(Level::Warn, text.into())
    }

    #[inline(never)]
    pub(super) fn fail(&'static self, text: impl Into<Cow<'static, str>>) -> Finding {
        self.finding(Level::Fail, text.into())
    }

    #[inline(never)]
    pub(super) fn skip(&'static self, text: impl Into<Cow<'static, str>>) -> Finding {
        self.finding(Level::Skip, text.into())
    }

    fn finding(&'static self, level: Level, text: Cow<'static, str>) -> Finding {
        Finding { rule: self.name, level, text, source: self.source }
    }
}
