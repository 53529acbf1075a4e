//! The threat model names the tests that prove it: here each of them is looked up.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use serde_json::Value;
use std::{fs, path::Path};

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let missing: Vec<&str> = rows().flat_map(named).filter(|name| !exists(name)).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn every_threat_has_a_test() {
    let bare: Vec<&str> =
        rows().filter(|row| named(row.rsplit(" | ").next().unwrap()).next().is_none()).collect();
    assert_eq!(bare, [""; 0]);
    assert!(rows().count() > 40, "the tables are found");
}

#[test]
fn a_test_that_is_gone_is_missed() {
    assert!(exists("tests/threat_model.rs::a_test_that_is_gone_is_missed"));
    assert!(exists("fuzz/targets/token.rs"));
    for gone in [
        "fuzz/targets/nothing.rs",
        "fuzz/rules.rs",
        "tests/threat_model.rs::a_test",
        "tests/threat_model.rs::rows",
        "tests/nowhere.rs::a_test_that_is_gone_is_missed",
        "tests/js/suite/cache.js::a remembered token",
        "tests/vectors/malformed_tokens.json::crit",
    ] {
        assert!(!exists(gone), "{gone}");
    }
}

/// The lines of the tables that tell of a threat.
fn rows() -> impl Iterator<Item = &'static str> {
    let document = include_str!("../docs/threat-model.md");
    document
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| threat |") && !line.starts_with("|---"))
}

/// The tests in a text, between backticks: `file::name`, or the file of a fuzz target.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let folder =
        |code: &&str| ["tests/", "src/", "xtask/", "fuzz/"].iter().any(|folder| code.starts_with(folder));
    let is_test = |code: &&str| code.contains("::") || code.starts_with("fuzz/");
    text.split('`').skip(1).step_by(2).filter(folder).filter(is_test)
}

fn exists(test: &str) -> bool {
    let (file, name) = test.split_once("::").unwrap_or((test, "fuzz_target!"));
    let Ok(source) = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)) else {
        return false;
    };
    match file.rsplit('.').next() {
        // A target that the manifest does not name is never built.
        Some("rs") if file.starts_with("fuzz/") => {
            let manifest = include_str!("../fuzz/Cargo.toml");
            let path = file.strip_prefix("fuzz/").unwrap();
            source.contains(name) && manifest.contains(&format!("path = \"{path}\""))
        }
        Some("rs") => source.split("#[test]").skip(1).any(|test| {
            let head = test.split("fn ").nth(1).unwrap_or_default();
            head.strip_prefix(name).is_some_and(|rest| rest.starts_with('('))
        }),
        Some("js") => ['\'', '"', '`'].iter().any(|quote| {
            let name = name.replace('\'', if *quote == '\'' { "\\'" } else { "'" });
            // Some tests of the client are for runtimes where redirects can be seen.
            ["test", "it", "whereVisible"]
                .iter()
                .any(|call| source.contains(&format!("{call}({quote}{name}{quote}")))
        }),
        Some("json") => {
            let vectors: Value = serde_json::from_str(&source).unwrap();
            vectors["cases"].as_array().unwrap().iter().any(|case| case["name"] == name)
        }
        _ => false,
    }
}
