//! The inputs that a fuzz target starts from and finds.

use crate::{
    repository::root,
    tools::process::{node, read},
};
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

/// The working corpus of one target, `fuzz/corpus/TARGET`: where cargo-fuzz looks for it too.
pub struct Corpus {
    folder: PathBuf,
    /// Inputs worth keeping: `fuzz/inputs/TARGET.json`, one string per line, a byte as one character.
    kept: PathBuf,
}

impl Corpus {
    /// Adds what the vectors hold, and what was kept, to what earlier runs have found here.
    pub fn sow(target: &str) -> Result<Self> {
        let folder = root().join("fuzz/corpus").join(target);
        let kept = root().join("fuzz/inputs").join(target).with_extension("json");
        fs::create_dir_all(&folder)?;
        let mut inputs = parse(&read(node("fuzz/seeds.mjs").arg(target))?)?;
        ensure!(!inputs.is_empty(), "fuzz/seeds.mjs gives no input for {target}");
        if kept.exists() {
            inputs.extend(parse(&fs::read_to_string(&kept)?)?);
        }
        for input in inputs {
            let mut hasher = DefaultHasher::new();
            input.hash(&mut hasher);
            fs::write(folder.join(format!("{:016x}", hasher.finish())), input)?;
        }
        Ok(Self { folder, kept })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keeps the inputs that `choose` leaves in the folder it is given.
    pub fn keep(&self, choose: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let chosen = self.folder.with_extension("chosen");
        if chosen.exists() {
            fs::remove_dir_all(&chosen)?;
        }
        fs::create_dir_all(&chosen)?;
        choose(&chosen)?;
        let mut lines = Vec::new();
        for entry in fs::read_dir(&chosen)? {
            let text: String = fs::read(entry?.path())?.into_iter().map(char::from).collect();
            lines.push(serde_json::to_string(&text)?);
        }
        lines.sort();
        fs::create_dir_all(root().join("fuzz/inputs"))?;
        fs::write(&self.kept, format!("[\n{}\n]\n", lines.join(",\n")))?;
        fs::remove_dir_all(&chosen)?;
        Ok(())
    }
}

fn parse(json: &str) -> Result<Vec<Vec<u8>>> {
    let texts: Vec<String> = serde_json::from_str(json).context("inputs are an array of strings")?;
    let bytes = |text: &String| text.chars().map(|c| Ok(u8::try_from(c)?)).collect();
    texts.iter().map(bytes).collect()
}
