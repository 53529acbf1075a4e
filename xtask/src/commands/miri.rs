//! `cargo xtask miri`: the tests that Miri, which sees undefined behaviour, can run in some minutes.

use crate::{
    repository::root,
    tools::{
        process::{program, show},
        step::{Report, Step},
        tool,
    },
};
use anyhow::Result;
use std::process::Command;

/// A target of the tests, and parts of the names of those that run.
const RUN: [(&str, &[&str]); 6] = [
    ("--lib", &["encoding::", "pem::", "session::", "--skip", "a_bomb"]),
    ("--test=decode", &["a_jws_of_any_algorithm"]),
    ("--test=time", &["the_systems_clock", "whole_seconds"]),
    (
        "--test=session",
        &["a_grant_is", "an_api_token_is", "a_changed", "any_text", "a_status_is", "a_digest", "places"],
    ),
    ("--test=inspection", &["rules_are_broken", "other_credentials"]),
    (
        "--test=vectors",
        &["authorization_headers", "each_error_has_its", "key_sets_use", "private_keys_are", "rfc_8037"],
    ),
];

const LEFT_OUT: &str = "\
Left out: tests that verify many tokens or build tables of a key, which is most of tests/ (one signature takes seconds here);
strings and lists of megabytes; src/wasm/, which only runs in wasm. The crate itself has no unsafe code
(`unsafe_code = \"deny\"`): what is tested is its dependencies, on input that anyone may send.";

pub fn miri() -> Result<()> {
    tool::component("miri", Some("nightly"), |sysroot| sysroot.join("bin/cargo-miri").exists())?;
    tool::component("rust-src", Some("nightly"), |sysroot| {
        sysroot.join("lib/rustlib/src/rust/library").exists()
    })?;
    println!("cargo miri test: builds the standard library and the tests for the interpreter");
    show(nightly().args(["miri", "setup", "--quiet"]))?;
    show(nightly().args(["miri", "test", "--quiet", "--no-run"]).args(RUN.map(|(target, _)| target)))?;
    let mut report = Report::default();
    for (target, names) in RUN {
        let mut command = nightly();
        command.args(["miri", "test", target, "--"]).args(names);
        report.run(Step::tests(format!("miri {target}"), command));
    }
    println!("\n{LEFT_OUT}");
    report.close()
}

/// The vectors are files, and the few cases of each property are enough for what is looked for here.
fn nightly() -> Command {
    let mut command = program("rustup");
    command.args(["run", "nightly", "cargo"]).env("CARGO_TARGET_DIR", root().join("target/miri"));
    command.env("MIRIFLAGS", "-Zmiri-disable-isolation").env("PROPTEST_CASES", "4");
    command
}
