//! `cargo xtask www`: the inspector, ready for any static host.

use crate::{
    commands::build,
    tools::process::{node, show},
};
use anyhow::Result;

/// Builds the package and fills `target/www` with the page and its library, and nothing else.
pub fn www() -> Result<()> {
    build()?;
    show(node("xtask/js/www.js").arg("target/www"))
}
