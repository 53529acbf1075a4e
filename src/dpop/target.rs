//! The URL that a proof is for (RFC 9449 §4.3 item 9).

/// An absolute http or https URL without query and fragment, in one spelling: normalised by syntax and scheme
/// (RFC 3986 §6.2.2, §6.2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TargetUri(String);

impl TargetUri {
    pub(super) fn parse(uri: &str) -> Option<Self> {
        if !uri.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let (scheme, rest) = uri.split_once(':')?;
        let rest = rest.strip_prefix("//")?;
        let (scheme, default_port) = match scheme {
            _ if scheme.eq_ignore_ascii_case("https") => ("https", 443),
            _ if scheme.eq_ignore_ascii_case("http") => ("http", 80),
            _ => return None,
        };
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (host, port) = host_and_port(authority)?;
        let port = match port {
            Some(port) if port != default_port => format!(":{port}"),
            _ => String::new(),
        };
        let path = &rest[..rest.find(['?', '#']).unwrap_or(rest.len())];
        let path = without_dot_segments(&normal_escapes(path)?);
        Some(Self(format!("{scheme}://{host}{port}{path}")))
    }
}

// A user before the host is refused: http has none (RFC 9110 §4.2.4), and it is good for confusion only.
fn host_and_port(authority: &str) -> Option<(String, Option<u16>)> {
    let end_of_host = match authority.starts_with('[') {
        true => authority.find(']')? + 1,
        false => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, port) = authority.split_at(end_of_host);
    let allowed: fn(u8) -> bool = match host.strip_prefix('[') {
        Some(_) => |byte| byte.is_ascii_hexdigit() || b"[]:.".contains(&byte),
        None => |byte| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte),
    };
    if host.is_empty() || !host.bytes().all(allowed) {
        return None;
    }
    let digits = match port {
        "" => "",
        _ => port.strip_prefix(':')?,
    };
    let port = match digits {
        "" => None,
        _ if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(digits.parse().ok()?),
        _ => return None,
    };
    Some((host.to_ascii_lowercase(), port))
}

/// Unreserved characters as themselves, every other escape in capitals (RFC 3986 §6.2.2.1, §6.2.2.2).
fn normal_escapes(path: &str) -> Option<String> {
    let mut normal = String::with_capacity(path.len());
    let mut parts = path.split('%');
    normal.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let byte = u8::from_str_radix(digits, 16).ok()?;
        match char::from(byte) {
            unreserved @ ('A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '.' | '_' | '~') => {
                normal.push(unreserved)
            }
            _ => {
                normal.push('%');
                normal.push_str(&digits.to_ascii_uppercase());
            }
        }
        normal.push_str(rest);
    }
    Some(normal)
}

/// RFC 3986 §5.2.4; no path at all is that of the root.
fn without_dot_segments(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if is_last {
                    kept.push("");
                }
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::TargetUri;

    fn normal(uri: &str) -> Option<String> {
        TargetUri::parse(uri).map(|TargetUri(uri)| uri)
    }

    #[test]
    fn one_url_has_one_spelling() {
        for (uri, spelling) in [
            ("HTTP://LocalHost:080", "http://localhost/"),
            ("https://a:0443?x", "https://a/"),
            ("https://a:444/#x", "https://a:444/"),
            // RFC 3986 §5.4.2 and §6.2.2.
            ("http://a/b/c/g;x=1/../y", "http://a/b/c/y"),
            ("http://a/b/c/./../../g", "http://a/g"),
            ("http://a/..", "http://a/"),
            ("http://a/b/c/..", "http://a/b/"),
            ("http://a/b/..c/.d", "http://a/b/..c/.d"),
            ("http://a/%7Efoo/%7bx%7D/%2525", "http://a/~foo/%7Bx%7D/%2525"),
            ("http://[::FFFF:1.2.3.4]:80/", "http://[::ffff:1.2.3.4]/"),
        ] {
            assert_eq!(normal(uri).as_deref(), Some(spelling), "{uri}");
            assert_eq!(normal(spelling).as_deref(), Some(spelling), "and that is its own");
        }
    }

    #[test]
    fn what_is_no_http_url_has_none() {
        for uri in [
            "",
            "a",
            "/a",
            "//a",
            "a.example/b",
            "http:/a",
            "http:a",
            "http://",
            "http:///a",
            "http://:80/",
            "ftp://a",
            "https ://a",
            "http://a b",
            "http://a\\b",
            "http://u@a",
            "http://u:p@a/",
            "http://a:b",
            "http://a:65536",
            "http://a:-1",
            "http://a:80:80",
            "http://[::1",
            "http://[::1]x",
            "http://[::1]80",
            "http://[g]",
            "http://a/%",
            "http://a/%4",
            "http://a/%+4",
            "http://a/%é",
            "http://é",
            "http://a%2e",
        ] {
            assert_eq!(normal(uri), None, "{uri}");
        }
    }
}
