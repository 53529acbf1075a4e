//! The order of the layers of `src/`: what stands on a layer is named by none below it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// Bottom to top. A folder names itself and what stands before it; the files of the first row name each other.
const LAYERS: &[&[&str]] = &[
    &["error", "error_code", "time", "random"],
    &["encoding"],
    &["jws"],
    &["keys"],
    &["token"],
    &["dpop"],
    &["session"],
    &["http"],
    &["inspection"],
    &["wasm"],
];

#[test]
fn a_folder_names_only_folders_before_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&root);
    assert!(files.len() > 3, "the sources are found");
    for file in files {
        let name = file.strip_prefix(&root).unwrap().to_str().unwrap();
        if name != "lib.rs" {
            assert_eq!(violations(name, &fs::read_to_string(&file).unwrap()), [""; 0], "{name}");
        }
    }
}

#[test]
fn a_name_from_above_is_found_however_it_is_imported() {
    for source in [
        "use crate::token::Policy;",
        "use crate::{error::Error, token::Policy};",
        "use crate::{\n    error::{Error, TokenPart},\n    token,\n};",
        "fn f() -> crate::token::Policy { todo!() }",
        "pub(crate) use crate::token::Policy;",
    ] {
        assert_eq!(violations("keys/jwk.rs", source), ["names token"], "{source}");
        assert_eq!(violations("session/refresh.rs", source), [""; 0], "{source}");
    }
    assert_eq!(violations("keys/jwk.rs", "use crate::Policy;"), ["names Policy, which is no layer"]);
    assert_eq!(violations("keys/jwk.rs", "use crate::*;"), ["names *, which is no layer"]);
    assert_eq!(violations("keys/jwk.rs", "use super::super::token::Policy;"), ["climbs with super::super"]);
    assert_eq!(violations("keys/jwk.rs", "use wasm_bindgen::JsValue;"), ["names wasm_bindgen"]);
    assert_eq!(violations("utils/jwk.rs", ""), ["is in no layer"]);
    assert_eq!(
        violations("keys/jwk.rs", "// use crate::token::Policy\n/// [`Policy`](crate::token::Policy)"),
        [""; 0]
    );
}

/// What the source of `file` names that its layer may not.
fn violations(file: &str, source: &str) -> Vec<String> {
    let Some(own) = layer(file.split('/').next().unwrap().trim_end_matches(".rs")) else {
        return vec!["is in no layer".into()];
    };
    // Tests of any layer run in wasm too.
    let source = source.replace("wasm_bindgen_test", "");
    let code: String =
        source.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for name in crate_paths(&code) {
        match layer(name) {
            Some(other) if other > own => found.push(format!("names {name}")),
            Some(_) => {}
            None => found.push(format!("names {name}, which is no layer")),
        }
    }
    if code.contains("super::super::") {
        found.push("climbs with super::super".into());
    }
    // The boundary is one folder: the core builds without its crates.
    for krate in ["wasm_bindgen", "js_sys"] {
        if LAYERS[own] != ["wasm"] && code.contains(krate) {
            found.push(format!("names {krate}"));
        }
    }
    found
}

/// The first names after each `crate::`, also of those in braces.
fn crate_paths(code: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (at, path) in code.match_indices("crate::") {
        let after = &code[at + path.len()..];
        match after.strip_prefix('{') {
            Some(group) => names.extend(group_members(group)),
            None => names.push(first_name(after)),
        }
    }
    names
}

/// The first names of `a::b, c::{d, e}, f}…` up to the brace that closes it.
fn group_members(group: &str) -> Vec<&str> {
    let (mut names, mut depth, mut start) = (Vec::new(), 0_u32, 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(first_name(group[start..at].trim_start()));
                start = at + 1;
                if character == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn first_name(path: &str) -> &str {
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '*').unwrap_or(path.len());
    &path[..end]
}

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&name))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
