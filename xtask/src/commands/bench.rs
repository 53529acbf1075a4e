//! `cargo xtask bench`: this package beside its peers, from the packed tarball.

use crate::{
    commands::build,
    tools::process::{node, show},
};
use anyhow::Result;

pub fn bench(args: &[String]) -> Result<()> {
    build()?;
    show(node("bench/bench.js").args(args))
}
