//! `cargo xtask coverage js` and `cargo xtask mutants js`: what coverage.rs and mutants.rs do, for the JavaScript half.

use crate::{
    commands::build,
    tools::process::{node, show},
};
use anyhow::{Context, Result};

pub fn coverage_js() -> Result<()> {
    script("coverage", &[])
        .context("the tests that failed, or the lines that need a test or a reason, are listed above")
}

pub fn mutants_js(args: &[String]) -> Result<()> {
    script("mutants", args)
        .context("a change that no test notices needs a test, or a reason in tests/mutants-accepted.json")
}

/// Builds the package and runs a script on it.
fn script(name: &str, args: &[String]) -> Result<()> {
    build()?;
    show(node(format!("xtask/js/measure/{name}/{name}.js")).args(args))
}
