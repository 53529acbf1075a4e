//! `cargo xtask coverage js` and `cargo xtask mutants js`: what coverage.rs and mutants.rs do, for the JavaScript half.

use crate::{
    commands::build,
    tools::process::{hand_over, node},
};
use anyhow::Result;

pub fn coverage_js() -> Result<()> {
    script("coverage", &[])
}

pub fn mutants_js(args: &[String]) -> Result<()> {
    script("mutants", args)
}

/// Builds the package and leaves the rest to a script, which stops its servers when it is told to end.
fn script(name: &str, args: &[String]) -> Result<()> {
    build()?;
    hand_over(node(format!("xtask/js/measure/{name}/{name}.js")).args(args))
}
