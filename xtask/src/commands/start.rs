//! `cargo xtask start`: the product at work, on this machine.

use super::build;
use crate::tools::{
    process::{node, show},
    progress::Progress,
};
use anyhow::Result;

pub fn start(args: &[String]) -> Result<()> {
    let mut progress = Progress::of(build::STEPS + 1);
    // The table of sizes would push what a person came for off the screen.
    build::build_as(&mut progress, &["--no-sizes"])?;
    progress.next("tokens of several makers, verified and refused");
    show(node("xtask/js/start.js").args(args))
}
