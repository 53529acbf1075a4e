//! Options as JSON text, as the glue writes the own enumerable properties of an object: each read once, none left over.

use std::borrow::Cow;

use crate::encoding::json::Json;
use crate::error::Error;
use crate::time::UnixTime;
use crate::token::{BoundTokens, ExpectedAudience, ExpectedIssuer, Expiry, IssueOptions, Lifetime, Policy};

/// The options that have not been read yet.
struct Options<'a>(Vec<(Cow<'a, str>, Json<'a>)>);

impl<'a> Options<'a> {
    fn parse(text: &'a str) -> Result<Self, Error> {
        match Json::parse(text) {
            Ok(Json::Object(members)) => Ok(Self(members)),
            // The glue writes nothing else but what JavaScript takes for text and Unicode does not.
            _ => Err(invalid("options", "must be an object of Unicode text")),
        }
    }

    fn take(&mut self, name: &str) -> Option<Json<'a>> {
        let index = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(index).1)
    }

    fn take_string(&mut self, name: &'static str) -> Result<Option<String>, Error> {
        let Some(value) = self.take(name) else { return Ok(None) };
        value.as_str().map(|text| Some(text.to_owned())).ok_or(invalid(name, "must be a string"))
    }

    fn take_number(&mut self, name: &'static str) -> Result<Option<f64>, Error> {
        let Some(value) = self.take(name) else { return Ok(None) };
        value.as_number().map(Some).ok_or(invalid(name, "must be a number"))
    }

    fn take_strings(&mut self, name: &'static str) -> Result<Option<Vec<String>>, Error> {
        let Some(value) = self.take(name) else { return Ok(None) };
        let strings: Option<Vec<_>> = match &value {
            Json::Array(_) => value.as_strings().map(|items| items.map(str::to_owned).collect()),
            single => single.as_str().map(|text| vec![text.to_owned()]),
        };
        let strings = strings.filter(|strings| !strings.is_empty() && !strings.iter().any(String::is_empty));
        strings.map(Some).ok_or(invalid(name, "must be a string or an array of strings, none of them empty"))
    }

    /// An option that must be given, with `null` as the visible way not to check.
    fn take_expected(&mut self, name: &'static str) -> Result<Option<Vec<String>>, Error> {
        if self.0.iter().any(|(known, value)| known == name && *value == Json::Null) {
            self.take(name);
            return Ok(None);
        }
        let required = "must be given; null says that it is not checked";
        self.take_strings(name)?.map(Some).ok_or(invalid(name, required))
    }

    fn finish(self) -> Result<(), Error> {
        match self.0.into_iter().next() {
            None => Ok(()),
            Some((name, _)) => {
                Err(Error::OptionInvalid { option: Cow::Owned(name.into_owned()), reason: "is not known" })
            }
        }
    }
}

/// Reads the policy of a verifier.
pub(super) fn policy(options: &str) -> Result<Policy, Error> {
    let mut options = Options::parse(options)?;
    let issuer = options.take_expected("issuer")?.map_or(ExpectedIssuer::Unchecked, ExpectedIssuer::AnyOf);
    let audience =
        options.take_expected("audience")?.map_or(ExpectedAudience::Unchecked, ExpectedAudience::AnyOf);
    let mut policy = Policy::new(issuer, audience);
    if let Some(types) = options.take_strings("type")? {
        policy = policy.with_types(types)?;
    }
    if let Some(subject) = options.take_string("subject")? {
        policy = policy.with_subject(subject);
    }
    if let Some(scope) = options.take_strings("scope")? {
        policy = policy.with_scope(scope)?;
    }
    if let Some(claims) = options.take_strings("requiredClaims")? {
        policy = policy.with_required_claims(claims);
    }
    if let Some(seconds) = options.take_number("maxAge")? {
        policy = policy.with_max_age(seconds)?;
    }
    if let Some(seconds) = options.take_number("leeway")? {
        policy = policy.with_leeway(seconds)?;
    }
    match options.take_string("expiry")?.as_deref() {
        None => {}
        Some("required") => policy = policy.with_expiry(Expiry::Required),
        Some("optional") => policy = policy.with_expiry(Expiry::Optional),
        Some(_) => return Err(invalid("expiry", "must be 'required' or 'optional'")),
    }
    match options.take_string("boundTokens")?.as_deref() {
        None | Some("require-proof") => {}
        Some("accept-as-bearer") => policy = policy.with_bound_tokens(BoundTokens::AcceptAsBearer),
        Some(_) => return Err(invalid("boundTokens", "must be 'require-proof' or 'accept-as-bearer'")),
    }
    if let Some(bytes) = options.take_number("maxTokenBytes")? {
        policy = policy.with_max_token_bytes(whole("maxTokenBytes", bytes)?);
    }
    options.finish().map(|()| policy)
}

/// Reads the options of an issuer.
pub(super) fn issue_options(options: &str) -> Result<IssueOptions, Error> {
    let mut options = Options::parse(options)?;
    let lifetime = match options.take("expiresIn") {
        Some(Json::Number(seconds)) => Lifetime::Seconds(seconds),
        Some(Json::String(text)) if text == "never" => Lifetime::Never,
        _ => return Err(invalid("expiresIn", "must be given: seconds above 0, or 'never'")),
    };
    let mut issue = IssueOptions::new(lifetime)?;
    if let Some(issuer) = options.take_string("issuer")? {
        issue = issue.with_issuer(issuer);
    }
    if let Some(audience) = options.take_strings("audience")? {
        issue = issue.with_audience(audience);
    }
    if let Some(subject) = options.take_string("subject")? {
        issue = issue.with_subject(subject);
    }
    if let Some(seconds) = options.take_number("notBefore")? {
        issue = issue.with_not_before(seconds)?;
    }
    if let Some(token_id) = options.take_string("jwtId")? {
        issue = issue.with_token_id(token_id);
    }
    if let Some(token_type) = options.take_string("type")? {
        issue = issue.with_token_type(token_type)?;
    }
    if let Some(scope) = options.take_strings("scope")? {
        issue = issue.with_scope(scope)?;
    }
    if let Some(bytes) = options.take_number("maxTokenBytes")? {
        issue = issue.with_max_token_bytes(whole("maxTokenBytes", bytes)?);
    }
    options.finish().map(|()| issue)
}

/// Reads what the clock says, in seconds.
pub(super) fn now(seconds: f64) -> Result<UnixTime, Error> {
    UnixTime::from_secs_f64(seconds).ok_or(invalid("now", "must give a finite number of seconds"))
}

#[expect(clippy::as_conversions, reason = "the number was found whole and within 32 bits")]
fn whole(name: &'static str, number: f64) -> Result<usize, Error> {
    match number.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&number) {
        true => Ok(number as usize),
        false => Err(invalid(name, "must be a whole number above 0")),
    }
}

fn invalid(option: &'static str, reason: &'static str) -> Error {
    Error::OptionInvalid { option: Cow::Borrowed(option), reason }
}
