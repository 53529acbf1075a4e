//! Tools that Rust programmers share: each at one version, in `target/tools`, so that nothing is installed by hand.

use crate::{
    process::{cargo, program, read, show},
    root,
};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The crate's program of the same name. cargo does nothing, and asks nobody, where it is there in this version.
pub fn install(name: &str, version: &str) -> Result<PathBuf> {
    let tools = root().join("target/tools");
    let mut command = cargo(["install", "--quiet", "--locked", "--root"]);
    command.arg(&tools).args(["--version", &format!("={version}"), name]);
    if !tools.join("bin").join(name).exists() {
        println!("cargo install {name} {version}: into target/tools, some minutes");
    }
    read(&mut command)?;
    Ok(tools.join("bin").join(name))
}

/// Asks rustup for a component of `toolchain` unless `there` says that it is in its folder already.
pub fn component(name: &str, toolchain: Option<&str>, there: impl Fn(&Path) -> bool) -> Result<()> {
    let toolchain = toolchain.map(|name| format!("+{name}"));
    let mut rustc = program("rustc");
    let sysroot = read(rustc.args(&toolchain).args(["--print", "sysroot"]))
        .context("rustc does not answer: is this toolchain installed?")?;
    if there(Path::new(sysroot.trim())) {
        return Ok(());
    }
    println!("rustup component add {name}");
    show(program("rustup").args(&toolchain).args(["component", "add", name]))
        .with_context(|| format!("this Rust has no {name}, and rustup cannot add it"))
}
