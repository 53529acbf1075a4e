//! Strict JSON (RFC 8259, with the I-JSON rules of RFC 7493 §2): one text has one meaning.

mod reader;

use std::borrow::Cow;

/// Why JSON with a member twice is refused.
pub(crate) const DUPLICATE: &str = "has a member twice";

/// A JSON value that borrows what needs no unescaping from its text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json<'a> {
    Null,
    Bool(bool),
    Number(f64),
    String(Cow<'a, str>),
    Array(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// Reads a whole text. Refuses duplicate members (after unescaping, at any depth), lone surrogates, numbers
    /// out of range, nesting beyond 32, a byte order mark and anything after the value; answers with the reason.
    pub(crate) fn parse(text: &'a str) -> Result<Self, &'static str> {
        reader::read(text)
    }

    /// Reads bytes that must be the UTF-8 text of an object.
    pub(crate) fn parse_object(bytes: &'a [u8]) -> Result<Self, &'static str> {
        match Self::parse(std::str::from_utf8(bytes).map_err(|_| "is not UTF-8")?)? {
            object @ Self::Object(_) => Ok(object),
            _ => Err("is not a JSON object"),
        }
    }

    /// The member `name` of an object.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The items of an array of nothing but strings.
    pub(crate) fn as_strings(&self) -> Option<impl Iterator<Item = &str>> {
        let items = self.as_array()?;
        items.iter().all(|item| item.as_str().is_some()).then(|| items.iter().filter_map(Self::as_str))
    }
}

/// The JSON string of `text`.
pub(crate) fn quote(text: &str) -> String {
    // `expect` would print the error, and serde_json's with all of std::io's in it weigh 4 KB of wasm.
    let Ok(json) = serde_json::to_string(text) else { unreachable!("a string can be written into memory") };
    json
}
