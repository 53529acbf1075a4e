//! What the crate's dependency tree may contain.

use crate::{
    tools::process::{cargo, read},
    wasm::TARGET,
};
use anyhow::{Result, bail};
use std::collections::BTreeMap;

/// A Rust service does not get wasm-bindgen, and no build two versions of a crate that handles secrets.
pub fn check() -> Result<()> {
    if let Some(found) = crates(&[])?.keys().find(|name| name.contains("wasm") || *name == "js-sys") {
        bail!("the default build depends on {found}: only the feature `wasm` may");
    }
    for features in [&[][..], &["--features", "wasm", "--target", TARGET]] {
        for (name, versions) in crates(features)? {
            if versions.len() > 1 && CRYPTOGRAPHIC.contains(&name.as_str()) {
                bail!("{name} is in the tree more than once: {}", versions.join(", "));
            }
        }
    }
    Ok(())
}

/// Every crate that the library links, with its versions.
fn crates(features: &[&str]) -> Result<BTreeMap<String, Vec<String>>> {
    let mut command =
        cargo(["tree", "-p", "countersign", "--edges", "normal,no-proc-macro", "--prefix", "none"]);
    let mut tree: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in read(command.args(features))?.lines() {
        if let [name, version, ..] = line.split(' ').collect::<Vec<_>>()[..] {
            let versions = tree.entry(name.to_owned()).or_default();
            if !versions.iter().any(|known| known == version) {
                versions.push(version.to_owned());
            }
        }
    }
    Ok(tree)
}

const CRYPTOGRAPHIC: [&str; 20] = [
    "base64ct",
    "block-buffer",
    "const-oid",
    "cpufeatures",
    "crypto-common",
    "curve25519-dalek",
    "der",
    "digest",
    "ed25519",
    "ed25519-dalek",
    "generic-array",
    "getrandom",
    "hybrid-array",
    "pem-rfc7468",
    "pkcs8",
    "sha2",
    "signature",
    "spki",
    "subtle",
    "zeroize",
];
