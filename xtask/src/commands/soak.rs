//! `cargo xtask soak`: honest and hostile clients of one server, for minutes, while its issuer fails in every way.

use crate::{
    commands::build,
    tools::process::{node, show},
};
use anyhow::Result;
use std::{env, fs};

/// Runs `tests/soak` in a project that has the packed tarball, and nothing else of this repository's build.
pub fn soak(args: &[String]) -> Result<()> {
    build()?;
    let project = env::temp_dir().join(format!("countersign-soak-{}", std::process::id()));
    show(node("tests/packaging/project.js").arg(&project))?;
    let outcome = show(node("tests/soak/soak.js").args(args).current_dir(&project));
    fs::remove_dir_all(project)?;
    outcome
}
