//! `cargo xtask mutants`: changes `src/` in every small way there is and sees whether a test notices.

use crate::{
    repository::root,
    tools::{
        process::{cargo, program, read, show},
        tool,
    },
    wasm,
};
use anyhow::{Context, Result, bail, ensure};
use std::fs;

/// What decides whether a token is good, in the order of its importance.
const CORE: [&str; 6] = ["src/token", "src/keys", "src/session", "src/jws", "src/encoding", "src/http"];

/// Their own tests compare hundreds of thousands of signatures, which nothing else needs: they come along when named.
const CURVE: [&str; 2] = ["src/keys/prepared", "edwards25519-vartime/src"];

/// Tests that look at other files than those of `src/`, at memory alone, or are empty outside wasm.
const LEFT_OUT: [&str; 4] = ["layers", "memory", "threat_model", "wasm"];

pub fn mutants(args: &[String]) -> Result<()> {
    let (shard, named) = match args {
        [flag, shard, named @ ..] if flag == "--shard" => (Some(shard), named),
        named => (None, named),
    };
    if let Some(odd) = named.iter().find(|name| !root().join(name).exists()) {
        bail!(
            "there is no {odd}: cargo xtask mutants [--shard K/N] [FILE…], such as src/token or src/token/policy.rs"
        );
    }
    let files = if named.is_empty() { CORE.map(str::to_owned).to_vec() } else { named.to_vec() };
    let is_curve = |file: &String| CURVE.iter().any(|folder| file.starts_with(folder));
    let curve = files.iter().any(is_curve);
    ensure!(
        !curve || files.iter().all(is_curve),
        "{} want other tests than the rest: name them alone",
        CURVE.join(" and ")
    );
    let tool = tool::install("cargo-mutants", "27.1.0")?;
    let target = root().join("target/mutants");
    let package =
        if files.iter().any(|file| file.starts_with(wasm::CURVE)) { wasm::CURVE } else { "countersign" };
    // The copy that is changed has another path each time: what was made of the last one is no good any more.
    let clean = ["clean", "--quiet", "--package", package, "--profile", "mutants", "--target-dir"];
    read(cargo(clean).arg(&target))?;

    let mut command = program(tool);
    command.args(["mutants", "--package", package, "--test-package", package, "--jobs", "1"]);
    command.arg("--output").arg(&target);
    command
        .env("CARGO_TARGET_DIR", &target)
        .env("PROPTEST_CASES", if package == wasm::CURVE { "256" } else { "32" });
    if let Some(shard) = shard {
        command.args(["--shard", shard]);
    }
    for file in &files {
        let folder = root().join(file).is_dir();
        command.args(["--file", &if folder { format!("{file}/**/*.rs") } else { file.clone() }]);
    }
    command.args(["--cargo-arg", "--lib"]);
    if package == wasm::CURVE {
        // What takes seconds sees no more than what takes a moment.
        command.args(["--", "--", "--skip", "walks", "--skip", "of_every_order"]);
        return show(&mut command).context(SURVIVORS);
    }
    for test in tests()? {
        command.args(["--cargo-arg", &format!("--test={test}")]);
    }
    if !curve {
        CURVE.iter().for_each(|file| {
            command.args(["--exclude", &format!("{file}/**")]);
        });
        command.args(["--", "--", "--skip", "prepared::tests"]);
    }
    show(&mut command).context(SURVIVORS)
}

const SURVIVORS: &str =
    "a mutant that survives wants a test, or a line in .cargo/mutants.toml that says why none can tell";

fn tests() -> Result<Vec<String>> {
    let mut tests = Vec::new();
    for entry in fs::read_dir(root().join("tests"))? {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str());
        if let (true, Some(name)) = (path.extension() == Some("rs".as_ref()), name) {
            tests.extend(Some(name.to_owned()).filter(|name| !LEFT_OUT.contains(&name.as_str())));
        }
    }
    tests.sort();
    Ok(tests)
}

#[cfg(test)]
mod tests {
    use super::{CORE, CURVE, LEFT_OUT, mutants, tests};
    use crate::repository::root;

    #[test]
    fn what_is_named_here_exists() {
        for path in CORE.iter().chain(&CURVE) {
            assert!(root().join(path).exists(), "{path}");
        }
        for test in LEFT_OUT {
            assert!(root().join(format!("tests/{test}.rs")).exists(), "{test}");
            assert!(!tests().unwrap().contains(&test.to_owned()));
        }
        assert!(tests().unwrap().contains(&"vectors".to_owned()));
    }

    #[test]
    fn files_that_are_not_there_and_curves_beside_others_are_refused() {
        let refused = |args: &[&str]| mutants(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>());
        assert!(refused(&["src/tokens"]).unwrap_err().to_string().contains("src/tokens"));
        assert!(refused(&["--shards", "1/2"]).unwrap_err().to_string().contains("--shards"));
        assert!(refused(&["src/token", CURVE[0]]).unwrap_err().to_string().contains("alone"));
    }
}
