//! `cargo xtask reproduce`: the same sources give the same bytes, whatever folder they are built in.

use crate::{
    repository,
    tools::{
        node,
        process::{cargo, npm, program, read, show},
    },
};
use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

const WASM: &str = "dist/countersign.wasm";

/// Builds twice from scratch, tools included, and compares; also with `published`, a tarball from the registry.
pub fn reproduce(published: Option<&Path>) -> Result<()> {
    node::check()?;
    let published = published.map(Path::canonicalize).transpose().context("the published tarball")?;
    let folder = env::temp_dir().join(format!("countersign-reproduce-{}", std::process::id()));
    // Paths of other lengths, one with spaces in it, and a target folder inside and outside of the sources.
    let (one, two) = (folder.join("1/countersign"), folder.join("2/a copy of it"));
    // Both before the first is built: the sources may change in the minutes that this takes.
    repository::copy(&one)?;
    repository::copy(&two)?;
    let first = Built::make(&one, &one.join("target"), "UTC")?;
    let second = Built::make(&two, &folder.join("2/target elsewhere"), "Pacific/Kiritimati")?;

    println!(
        "\n{}Node {}",
        read(program("rustc").arg("--version"))?,
        read(program("node").arg("--version"))?
    );
    let mut same = first.wasm == second.wasm && first.tarball == second.tarball;
    for (name, built) in [("first", &first), ("second", &second)] {
        println!("{name:<9} {}  {WASM}", built.wasm);
        println!("{name:<9} {}  {}", built.tarball, name_of(&built.file));
    }
    if let Some(file) = published {
        let tarball = sha256(&file)?;
        println!("published {tarball}  {}", name_of(&file));
        if tarball != first.tarball {
            same = false;
            if !differ(&folder.join("published"), &file, &first.file)? {
                println!("all files are the same: only the compression of the tarballs differs");
            }
        }
    }
    ensure!(same, "the bytes differ; what was built is in {}", folder.display());
    fs::remove_dir_all(folder)?;
    println!("\nthe same sources gave the same bytes");
    Ok(())
}

/// What one build from scratch left.
struct Built {
    /// The tarball, and the SHA-256 of it and of the wasm in it.
    file: PathBuf,
    tarball: String,
    wasm: String,
}

impl Built {
    fn make(folder: &Path, target: &Path, time_zone: &str) -> Result<Self> {
        println!("\nfrom scratch in {}", folder.display());
        let mut build = cargo(["run", "--package", "xtask", "--bin", "xtask", "--locked", "--", "build"]);
        show(build.current_dir(folder).env("CARGO_TARGET_DIR", target).env("TZ", time_zone))?;
        let mut pack = npm(["pack", "./pkg", "--json", "--ignore-scripts", "--workspaces=false"]);
        let packed: serde_json::Value = serde_json::from_str(&read(pack.current_dir(folder))?)?;
        let file = folder.join(packed[0]["filename"].as_str().context("npm pack reported no file")?);
        let wasm = sha256(&folder.join("pkg").join(WASM))?;
        Ok(Self { tarball: sha256(&file)?, file, wasm })
    }
}

/// Shows which files of two tarballs differ, if any. Two of the same files differ in how zlib packed them.
fn differ(folder: &Path, published: &Path, built: &Path) -> Result<bool> {
    for (name, tarball) in [("published", published), ("built", built)] {
        fs::create_dir_all(folder.join(name))?;
        show(program("tar").arg("-xzf").arg(tarball).arg("-C").arg(folder.join(name)))?;
    }
    let mut diff = program("git");
    diff.current_dir(folder).args(["diff", "--no-index", "--stat", "published", "built"]);
    match diff.status()?.code() {
        Some(0) => Ok(false),
        Some(1) => Ok(true),
        _ => bail!("git diff failed"),
    }
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn sha256(file: &Path) -> Result<String> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        write!(text, "{byte:02x}")?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::{differ, sha256};
    use crate::tools::process::{program, show};
    use std::{
        env, fs,
        path::{Path, PathBuf},
    };

    const COMPRESS: &str = "const fs = require('fs'), [, from, to, level] = process.argv
        fs.writeFileSync(to, require('zlib').gzipSync(fs.readFileSync(from), { level: Number(level) }))";

    /// A tarball of one file.
    fn pack(folder: &Path, name: &str, text: &str, level: &str) -> PathBuf {
        fs::create_dir_all(folder.join(name)).unwrap();
        fs::write(folder.join(name).join("index.js"), text).unwrap();
        let [tar, tarball] = ["tar", "tgz"].map(|end| folder.join(format!("{name}.{end}")));
        show(program("tar").arg("-cf").arg(&tar).arg("-C").arg(folder.join(name)).arg("index.js")).unwrap();
        show(program("node").args(["-e", COMPRESS]).args([&tar, &tarball]).arg(level)).unwrap();
        tarball
    }

    #[test]
    fn tarballs_are_told_apart_by_their_files_and_not_by_their_compression() {
        let folder = env::temp_dir().join(format!("countersign-differ-{}", std::process::id()));
        let text = "export const answer = 42\n".repeat(1000);
        let one = pack(&folder, "one", &text, "1");
        let same = pack(&folder, "same", &text, "9");
        let other = pack(&folder, "other", &text.replace("42", "43"), "9");
        assert_ne!(sha256(&one).unwrap(), sha256(&same).unwrap());
        assert!(!differ(&folder.join("same files"), &one, &same).unwrap());
        assert!(differ(&folder.join("other files"), &one, &other).unwrap());
        fs::remove_dir_all(folder).unwrap();
    }
}
