//! `cargo xtask strictness`: which hostile tokens this package and its peers accept.

use crate::{
    commands::build,
    tools::process::{node, show},
};
use anyhow::Result;

pub fn strictness(args: &[String]) -> Result<()> {
    build()?;
    show(node("bench/strictness.js").args(args))
}
