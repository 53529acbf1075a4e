//! Any text as an Authorization header, as an API token and as its digest.
#![no_main]

use countersign::{ApiToken, ApiTokenDigest, ErrorCode, parse_bearer};
use countersign_fuzz::{assert_sound, halves};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (first, second) = halves(data);
    let Ok(text) = std::str::from_utf8(first) else { return };
    bearer(text);
    if let Some(digest) = ApiTokenDigest::parse(text) {
        assert_eq!(digest.to_string(), text);
    }
    if let Ok(presented) = std::str::from_utf8(second) {
        api_token(text, presented);
    }
    altered(text, second);
});

/// The grammar of RFC 6750 §2.1 once more, word by word.
fn bearer(text: &str) {
    let value = text.trim_matches([' ', '\t']);
    let expected = match value.get(..6).filter(|scheme| scheme.eq_ignore_ascii_case("Bearer")) {
        Some(_) if value.len() == 6 => Err(ErrorCode::CredentialsMalformed),
        Some(_) if value[6..].starts_with(' ') => {
            let token = value[6..].trim_start_matches(' ');
            let end =
                token.bytes().position(|byte| !byte.is_ascii_alphanumeric() && !b"-._~+/".contains(&byte));
            let (body, padding) = token.split_at(end.unwrap_or(token.len()));
            let good = !body.is_empty() && padding.bytes().all(|byte| byte == b'=');
            if good { Ok(token) } else { Err(ErrorCode::CredentialsMalformed) }
        }
        _ => Err(ErrorCode::CredentialsMissing),
    };
    let parsed = parse_bearer(Some(text));
    assert_eq!(parsed.as_ref().map(|token| *token).map_err(|error| error.code()), expected);
    if let Err(error) = parsed {
        assert_sound(&error);
    }
}

fn api_token(prefix: &str, presented: &str) {
    match ApiToken::parse(presented, prefix) {
        Ok(token) => {
            assert_eq!(token.as_str(), presented);
            assert!(token.start().starts_with(prefix) && token.start().len() == prefix.len() + 5);
            assert_eq!(ApiTokenDigest::parse(&token.digest().to_string()), Some(token.digest()));
            assert_eq!(parse_bearer(Some(&format!("Bearer {presented}"))), Ok(presented));
        }
        Err(error) => assert_sound(&error),
    }
}

/// Any secret makes a token that is read back, under its own prefix alone, and in no other spelling.
fn altered(prefix: &str, data: &[u8]) {
    let Some((secret, change)) = data.split_first_chunk::<32>() else { return };
    let Ok(token) = ApiToken::from_secret(prefix, secret) else { return };
    assert_eq!(token.as_str().len(), prefix.len() + 50);
    let again = ApiToken::parse(token.as_str(), prefix).expect("what is made is read");
    assert_eq!(again.digest(), token.digest());
    assert!(
        !format!("{token:?}").contains(&token.as_str()[prefix.len() + 8..]),
        "printing shows the start alone"
    );
    let other = ApiToken::parse(token.as_str(), &format!("{}a", &prefix[1..]));
    if let Err(error) = other {
        assert_eq!(error.code(), ErrorCode::TypeMismatch);
    } else {
        assert_eq!(format!("{}a", &prefix[1..]), prefix);
    }
    // One changed character never has the same checksum.
    let &[at, character, ..] = change else { return };
    let mut bytes = token.as_str().as_bytes().to_vec();
    let at = usize::from(at) % bytes.len();
    bytes[at] = character & 0x7f;
    let changed = String::from_utf8(bytes).expect("it is ASCII");
    let refused = ApiToken::parse(&changed, prefix).map_err(|error| error.code());
    if changed != token.as_str() {
        assert_eq!(refused.err(), Some(ErrorCode::TokenMalformed));
    }
}
