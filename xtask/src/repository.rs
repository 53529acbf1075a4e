//! This repository: where it is, and its sources as git knows them.

use crate::tools::process::{program, read};
use anyhow::{Context, Result};
use std::{fs, path::Path};

/// The repository: the folder above this crate.
pub fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// Copies the sources to `folder` as they are now, committed or not: nothing that is built or installed.
pub fn copy(folder: &Path) -> Result<()> {
    let mut list = program("git");
    list.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]);
    let files = read(&mut list).context("git cannot list the sources")?;
    for file in files.split('\0').filter(|file| root().join(file).is_file()) {
        let copy = folder.join(file);
        fs::create_dir_all(copy.parent().unwrap_or(folder))?;
        fs::copy(root().join(file), &copy).with_context(|| format!("cannot copy {file}"))?;
    }
    Ok(())
}
