//! Tools from crates.io, each at one version, in `target/tools`: nothing is installed by hand.

use crate::{
    repository::root,
    tools::process::{cargo, program, read, show},
};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The crate's program of the same name. cargo does nothing, and asks no registry, if it is there in this version.
pub fn install(name: &str, version: &str) -> Result<PathBuf> {
    let tools = root().join("target/tools");
    let mut command = cargo(["install", "--quiet", "--locked", "--root"]);
    command.arg(&tools).args(["--version", &format!("={version}"), name]);
    if !tools.join("bin").join(name).exists() {
        println!("cargo install {name} {version}: into target/tools, which takes some minutes");
    }
    read(&mut command)?;
    Ok(tools.join("bin").join(name))
}

/// Asks rustup for a component of `toolchain` unless `there` says that it is in its folder already.
pub fn component(name: &str, toolchain: Option<&str>, there: impl Fn(&Path) -> bool) -> Result<()> {
    let mut rustc = program(if toolchain.is_some() { "rustup" } else { "rustc" });
    if let Some(toolchain) = toolchain {
        rustc.args(["run", toolchain, "rustc"]);
    }
    let sysroot = read(rustc.args(["--print", "sysroot"])).with_context(|| match toolchain {
        Some(toolchain) => format!("this needs another Rust: rustup toolchain install {toolchain}"),
        None => "cannot run rustc".to_owned(),
    })?;
    if there(Path::new(sysroot.trim())) {
        return Ok(());
    }
    println!("rustup component add {name}");
    let mut rustup = program("rustup");
    rustup
        .args(["component", "add", name])
        .args(toolchain.iter().flat_map(|toolchain| ["--toolchain", toolchain]));
    show(&mut rustup).with_context(|| format!("this Rust lacks {name}, and rustup cannot add it"))
}
