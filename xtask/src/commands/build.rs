//! `cargo xtask build`: leaves `pkg/` ready for `npm pack ./pkg`.

use crate::{
    repository::root,
    tools::{
        node,
        process::{node as script, show},
        progress::Progress,
    },
    wasm,
};
use anyhow::Result;

/// How many steps a build has.
pub const STEPS: usize = 2 + wasm::STEPS;

pub fn build() -> Result<()> {
    build_as(&mut Progress::of(STEPS), &[])
}

/// A build that is the first part of something longer; `options` are those of `xtask/js/build.js`.
pub fn build_as(progress: &mut Progress, options: &[&str]) -> Result<()> {
    progress.next("npm: the packages that the build needs");
    node::install(root())?;
    wasm::build(progress)?;
    progress.next("JavaScript: bundles, types, sizes");
    show(script("xtask/js/build.js").args(options))
}
