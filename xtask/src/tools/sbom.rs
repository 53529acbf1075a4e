//! The bill of materials (CycloneDX): the crates that the wasm in the npm package was made of, with their hashes.

use crate::{
    repository::root,
    tools::{
        process::{program, read, show},
        tool,
    },
    wasm,
};
use anyhow::{Context, Result};
use std::{fs, path::PathBuf};

const NAME: &str = "countersign.cdx";

/// Writes it and returns where it is, below the repository.
pub fn write() -> Result<PathBuf> {
    let cyclonedx = tool::install("cargo-cyclonedx", "0.5.9")?;
    let mut command = program(cyclonedx);
    command.args(["cyclonedx", "--quiet", "--features", "wasm", "--target", wasm::TARGET]);
    command.args(["--format", "json", "--spec-version", "1.5", "--override-filename", NAME]);
    // The same commit gives the same file.
    if let Ok(time) = read(program("git").args(["log", "-1", "--format=%ct"])) {
        command.env("SOURCE_DATE_EPOCH", time.trim());
    }
    show(&mut command)?;
    let file = format!("{NAME}.json");
    // It writes one beside every manifest of the workspace.
    for tool in ["xtask", "xtask/test-runner"] {
        fs::remove_file(root().join(tool).join(&file))?;
    }
    let written = root().join(&file);
    let text = fs::read_to_string(&written).context("cargo cyclonedx wrote no file")?;
    fs::remove_file(written)?;
    let path = PathBuf::from("target").join(file);
    // It names packages by their folder, which is of no use on another machine.
    fs::write(root().join(&path), text.replace(&root().display().to_string(), "/countersign"))?;
    Ok(path)
}
