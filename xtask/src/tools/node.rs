//! Node, and the npm packages that the build and the tests need.

use crate::tools::process::{self, program, read, show};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    hash::{DefaultHasher, Hasher},
    path::Path,
};

/// The first with JSON modules (`with { type: 'json' }`), which the tests use.
const OLDEST: (u32, u32) = (20, 10);

/// Fails with what to do if Node is missing or too old.
pub fn check() -> Result<()> {
    let (major, minor) = OLDEST;
    let wanted = format!("Node {major}.{minor} or newer, with npm, must be on the PATH");
    let version = read(program("node").arg("--version")).with_context(|| wanted.clone())?;
    let mut numbers = version.trim().trim_start_matches('v').split('.').map_while(|n| n.parse().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < OLDEST {
        bail!("{wanted}; the one found is {}", version.trim());
    }
    Ok(())
}

/// The packages of the build and the tests.
pub fn install(folder: &Path) -> Result<()> {
    npm(folder, "ci")
}

/// The runtimes to test in. `npm ci` would refuse a runtime that has no build for this platform.
pub fn install_runtimes(folder: &Path) -> Result<()> {
    npm(folder, "install")
}

/// Does nothing if the last installation was of the same lock file.
fn npm(folder: &Path, command: &str) -> Result<()> {
    check()?;
    let stamp = folder.join("node_modules/.installed");
    let wanted =
        format!("{:016x}", digest(&[folder.join("package.json"), folder.join("package-lock.json")])?);
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    println!("npm {command}: installing the packages of {}", folder.join("package-lock.json").display());
    let args = [command, "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
    show(process::npm(args).current_dir(folder))?;
    fs::write(stamp, wanted)?;
    Ok(())
}

/// A number that changes with the content of any of `files`.
pub fn digest(files: &[impl AsRef<Path>]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        let file = file.as_ref();
        hasher.write(&fs::read(file).with_context(|| format!("cannot read {}", file.display()))?);
    }
    Ok(hasher.finish())
}
