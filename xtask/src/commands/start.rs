//! `cargo xtask start`: the product at work, on this machine.

use crate::{
    commands::build,
    tools::process::{node, show},
};
use anyhow::Result;

pub fn start(args: &[String]) -> Result<()> {
    build()?;
    show(node("xtask/js/start.js").args(args))
}
