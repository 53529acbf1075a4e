//! Option objects: own enumerable properties only, each read once, none left over.

use std::borrow::Cow;

use js_sys::{Array, Object};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Error;
use crate::time::UnixTime;
use crate::token::{ExpectedAudience, ExpectedIssuer, Expiry, IssueOptions, Lifetime, Policy};

/// The options that have not been read yet.
struct Options(Vec<(String, JsValue)>);

/// One string or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Strings {
    One(String),
    Several(Vec<String>),
}

/// A number of seconds, or a word that stands for one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Seconds {
    Number(f64),
    Word(String),
}

impl Options {
    // A polluted Object.prototype must change nothing: entries() lists own properties only.
    fn of(options: &JsValue) -> Result<Self, Error> {
        let object = options.dyn_ref::<Object>().filter(|object| !Array::is_array(object));
        let object = object.ok_or(invalid("options", "must be an object"))?;
        let entries = Object::entries(object);
        let entries = entries.iter().map(|entry| Array::from(&entry));
        let named = entries.map(|entry| (entry.get(0).as_string().unwrap_or_default(), entry.get(1)));
        // A property that is undefined was not given.
        Ok(Self(named.filter(|(_, value)| !value.is_undefined()).collect()))
    }

    fn take_raw(&mut self, name: &str) -> Option<JsValue> {
        let index = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(index).1)
    }

    fn take<T: DeserializeOwned>(
        &mut self,
        name: &'static str,
        expected: &'static str,
    ) -> Result<Option<T>, Error> {
        let Some(value) = self.take_raw(name) else { return Ok(None) };
        serde_wasm_bindgen::from_value(value).map(Some).map_err(|_| invalid(name, expected))
    }

    fn take_string(&mut self, name: &'static str) -> Result<Option<String>, Error> {
        self.take(name, "must be a string")
    }

    fn take_number(&mut self, name: &'static str) -> Result<Option<f64>, Error> {
        self.take(name, "must be a number")
    }

    fn take_strings(&mut self, name: &'static str) -> Result<Option<Vec<String>>, Error> {
        let expected = "must be a string or an array of strings, at least one";
        let strings = match self.take(name, expected)? {
            None => return Ok(None),
            Some(Strings::One(one)) => vec![one],
            Some(Strings::Several(several)) => several,
        };
        match strings.is_empty() || strings.iter().any(String::is_empty) {
            true => Err(invalid(name, expected)),
            false => Ok(Some(strings)),
        }
    }

    /// An option that must be given, with `null` as the visible way not to check.
    fn take_expected(&mut self, name: &'static str) -> Result<Option<Vec<String>>, Error> {
        if self.0.iter().any(|(known, value)| known == name && value.is_null()) {
            self.take_raw(name);
            return Ok(None);
        }
        let required = "must be given; null says that it is not checked";
        self.take_strings(name)?.map(Some).ok_or(invalid(name, required))
    }

    fn finish(self) -> Result<(), Error> {
        match self.0.into_iter().next() {
            None => Ok(()),
            Some((name, _)) => Err(Error::OptionInvalid { option: Cow::Owned(name), reason: "is not known" }),
        }
    }
}

/// Reads the policy of a verifier.
pub(super) fn policy(options: &JsValue) -> Result<Policy, Error> {
    let mut options = Options::of(options)?;
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
    if let Some(claims) = options.take::<Vec<String>>("requiredClaims", "must be an array of strings")? {
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
    let whole = "must be a whole number above 0";
    if let Some(bytes) = options.take::<u32>("maxTokenBytes", whole)? {
        let bytes = usize::try_from(bytes).ok().filter(|bytes| *bytes > 0);
        policy = policy.with_max_token_bytes(bytes.ok_or(invalid("maxTokenBytes", whole))?);
    }
    options.finish().map(|()| policy)
}

/// Reads the options of an issuer.
pub(super) fn issue_options(options: &JsValue) -> Result<IssueOptions, Error> {
    let mut options = Options::of(options)?;
    let expected = "must be given: seconds above 0, or 'never'";
    let lifetime = match options.take("expiresIn", expected)? {
        Some(Seconds::Number(seconds)) => Lifetime::Seconds(seconds),
        Some(Seconds::Word(word)) if word == "never" => Lifetime::Never,
        _ => return Err(invalid("expiresIn", expected)),
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
    options.finish().map(|()| issue)
}

/// Reads what the clock says, in seconds.
pub(super) fn now(seconds: f64) -> Result<UnixTime, Error> {
    UnixTime::from_secs_f64(seconds).ok_or(invalid("now", "must give a finite number of seconds"))
}

fn invalid(option: &'static str, reason: &'static str) -> Error {
    Error::OptionInvalid { option: Cow::Borrowed(option), reason }
}
