//! Reads JSON into a value, and says why not.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{DUPLICATE, Json};

/// The deepest nesting that is read; the root counts as 1.
const MAX_DEPTH: usize = 32;

// Any crate of a program can turn on serde_json's arbitrary_precision for all of it. A number that is not an integer then
// comes as a map of this one name; that its `Number` is a string is how to tell.
const NUMBERS_ARE_MAPS: bool = size_of::<serde_json::Number>() == size_of::<String>();
const NUMBER: &str = "$serde_json::private::Number";

/// Up to this many members, comparing each with each beats sorting.
const FEW_MEMBERS: usize = 16;

/// Reads a whole text.
pub(super) fn read(text: &str) -> Result<Json<'_>, &'static str> {
    if text.starts_with('\u{feff}') {
        return Err("starts with a byte order mark");
    }
    let reason = Cell::new("is not valid JSON");
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Strict { depth: 1, reason: &reason }
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|_| reason.get())
}

/// Reads one value at a depth; `reason` carries what serde's opaque error cannot.
#[derive(Clone, Copy)]
struct Strict<'r> {
    depth: usize,
    reason: &'r Cell<&'static str>,
}

impl Strict<'_> {
    fn refuse<T, E: de::Error>(self, reason: &'static str) -> Result<T, E> {
        self.reason.set(reason);
        Err(E::custom(""))
    }

    /// The reader of what a container holds.
    fn enter<E: de::Error>(self) -> Result<Self, E> {
        if self.depth > MAX_DEPTH {
            return self.refuse("is nested too deeply");
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Json<'de>;

    fn expecting(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    #[expect(clippy::as_conversions, reason = "a JSON number is a double here, as it is in JavaScript")]
    fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value as f64))
    }

    #[expect(clippy::as_conversions, reason = "a JSON number is a double here, as it is in JavaScript")]
    fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json<'de>, E> {
        Ok(Json::Number(value))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json<'de>, E> {
        Ok(Json::String(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json<'de>, A::Error> {
        let inner = self.enter()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json<'de>, A::Error> {
        let mut next = access.next_key()?;
        if NUMBERS_ARE_MAPS && matches!(&next, Some(Name(name)) if name == NUMBER) {
            let Name(digits) = access.next_value()?;
            return serde_json::from_str(&digits)
                .map(Json::Number)
                .or_else(|_| self.refuse("is not valid JSON"));
        }
        let inner = self.enter()?;
        // Room for the usual claims; an inner object gets room as it fills, or `[{},{},…]` would cost 160 times its text.
        let room = if self.depth == 1 { 8 } else { 0 };
        let mut members: Vec<(Cow<'de, str>, Json<'de>)> = Vec::with_capacity(room);
        while let Some(Name(name)) = next {
            if members.len() < FEW_MEMBERS && members.iter().any(|(known, _)| *known == name) {
                return self.refuse(DUPLICATE);
            }
            members.push((name, access.next_value_seed(inner)?));
            next = access.next_key()?;
        }
        if members.len() > FEW_MEMBERS && has_duplicates(&members) {
            return self.refuse(DUPLICATE);
        }
        Ok(Json::Object(members))
    }
}

/// A member's name, borrowed if it has no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Borrowed(name)))
    }

    fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Owned(name.to_owned())))
    }
}

// Sorting keeps a hostile object of a million members from costing their square.
fn has_duplicates(members: &[(Cow<'_, str>, Json<'_>)]) -> bool {
    let mut names: Vec<&str> = members.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read() {
        let json = Json::parse(r#" {"a":[1,-2.5,"x\n",null,true],"b":{}} "#).unwrap();
        assert_eq!(json.get("a").unwrap().as_array().unwrap().len(), 5);
        assert_eq!(json.get("b"), Some(&Json::Object(vec![])));
    }

    #[test]
    fn a_number_is_a_double_whatever_serde_json_makes_of_it() {
        // `cargo xtask test` runs this with serde_json's arbitrary_precision, too.
        for (text, number) in [
            ("0", 0.0),
            ("-0.0", -0.0),
            ("-7", -7.0),
            ("1.5", 1.5),
            ("-2.5e3", -2500.0),
            ("18446744073709551616", 18_446_744_073_709_551_616.0),
            ("1e-400", 0.0),
        ] {
            assert_eq!(Json::parse(text), Ok(Json::Number(number)), "{text}");
            let inside = format!(r#"{{"a":[{text}]}}"#);
            let read = Json::parse(&inside).unwrap();
            assert_eq!(read.get("a").unwrap().as_array(), Some(&[Json::Number(number)][..]), "{text}");
        }
    }

    #[test]
    fn the_name_by_which_serde_json_hands_on_digits_is_any_other_name_where_it_does_not() {
        let hands_on_digits = serde_json::from_str::<serde_json::Number>("1e400").is_ok();
        let read = Json::parse(r#"{"$serde_json::private::Number":"5"}"#).unwrap();
        assert_eq!(read.get(NUMBER).is_some(), !hands_on_digits);
    }

    #[test]
    fn members_stand_once() {
        for text in [r#"{"a":1,"a":1}"#, r#"{"a":1,"\u0061":1}"#, r#"[{"x":{"a":1,"a":2}}]"#] {
            assert_eq!(Json::parse(text), Err(DUPLICATE), "{text}");
        }
        let many: String = (0..40).map(|n| format!(r#""{}":0,"#, n % 39)).collect();
        assert_eq!(Json::parse(&format!("{{{}}}", many.trim_end_matches(','))), Err(DUPLICATE));
    }

    #[test]
    fn an_object_may_have_few_or_many_members() {
        for count in [0, 1, FEW_MEMBERS - 1, FEW_MEMBERS, FEW_MEMBERS + 1, 40] {
            let members: Vec<String> = (0..count).map(|n| format!(r#""m{n}":{n}"#)).collect();
            let text = format!("{{{}}}", members.join(","));
            assert!(matches!(Json::parse(&text), Ok(Json::Object(read)) if read.len() == count), "{text}");
        }
    }

    #[test]
    fn nesting_ends_at_32() {
        let nested = |levels, inner| format!("{}{inner}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(Json::parse(&nested(32, "")).is_ok());
        assert!(Json::parse(&nested(32, "1")).is_ok(), "a scalar is not a level");
        assert_eq!(Json::parse(&nested(33, "")), Err("is nested too deeply"));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in [
            "",
            "{",
            "{}x",
            "{} {}",
            "01",
            "1e400",
            "-1e400",
            "NaN",
            r#""\ud800""#,
            "'a'",
            "[1,]",
            "\u{feff}{}",
        ] {
            assert!(Json::parse(text).is_err(), "{text:?}");
        }
    }
}
