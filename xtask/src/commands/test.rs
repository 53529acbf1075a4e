//! `cargo xtask test`: every test, step by step.

use crate::{
    repository::root,
    tools::{
        node,
        process::{self, cargo, program},
        step::{Report, Step},
        tool, tree,
    },
    wasm,
};
use anyhow::{Result, bail, ensure};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The step that runs the one suite everywhere.
const RUNTIMES: &str = "runtimes";

pub fn test(args: &[String]) -> Result<()> {
    let (flags, names): (Vec<&String>, Vec<&String>) = args.iter().partition(|arg| arg.starts_with('-'));
    let all = match flags[..] {
        [] => false,
        [flag] if flag == "--all" => true,
        _ => bail!("the only option of `cargo xtask test` is --all"),
    };
    let wanted = |step: &Step| names.is_empty() || names.iter().any(|name| step.name.contains(*name));
    // A path with a space in it, away from any node_modules that could lend its own `countersign`.
    let project = env::temp_dir().join(format!("countersign tests {}", std::process::id()));
    let mut steps: Vec<Step> =
        rust().into_iter().chain([fuzz()?]).chain(wasm_bindgen()).filter(wanted).collect();
    let packaged: Vec<Step> = packaged(&project, all)?.into_iter().filter(wanted).collect();
    ensure!(!steps.is_empty() || !packaged.is_empty(), "no step's name contains any of {names:?}");
    if !packaged.is_empty() {
        steps.extend(package(&project)?);
        steps.extend(packaged);
    }

    let mut report = Report::default();
    let runtimes = steps.iter().any(|step| step.name == RUNTIMES);
    report.prepare("packages and components", || prepare(runtimes, all))?;
    for step in steps {
        report.run(step);
    }
    if project.exists() {
        fs::remove_dir_all(&project)?;
    }
    report.close()
}

/// All that steps find installed. A minimal Rust has neither rustfmt nor clippy.
fn prepare(runtimes: bool, all: bool) -> Result<()> {
    node::install(root())?;
    if runtimes {
        node::install_runtimes(&root().join("tests/runtimes"))?;
        if all {
            node::install_runtimes(&root().join("tests/runtimes-all"))?;
        }
    }
    for (component, program) in [("rustfmt", "cargo-fmt"), ("clippy", "cargo-clippy")] {
        let file = format!("bin/{program}{}", env::consts::EXE_SUFFIX);
        tool::component(component, None, |sysroot| sysroot.join(&file).exists())?;
    }
    wasm::add_target()
}

fn rust() -> Vec<Step> {
    let mut doc = cargo(["doc", "--no-deps", "--package", "countersign", "--package", wasm::CURVE]);
    doc.env("RUSTDOCFLAGS", "--deny warnings");
    let mut vectors = process::node("tests/vectors/generate.mjs");
    vectors.arg("--check");
    vec![
        Step::check("rustfmt", cargo(["fmt", "--all", "--check"])),
        Step::check("rustfmt (fuzz)", cargo(["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"])),
        Step::check("clippy", clippy(&["--all-targets"])),
        Step::check("clippy (wasm)", clippy(&wasm_tests())),
        Step::check("clippy (curve)", clippy(&["--package", wasm::CURVE, "--all-targets"])),
        Step::check("clippy (xtask)", clippy(&["--package", "xtask", "--all-targets"])),
        Step::check("clippy (test runner)", clippy_of_runner()),
        Step::check("rustdoc", doc),
        Step::task("dependency tree", tree::check),
        Step::check("vectors as generated", vectors),
        Step::tests("cargo test", cargo(["test", "--no-fail-fast"])),
        Step::tests("cargo test (serde_json's digits)", arbitrary_precision()),
        Step::tests(
            "cargo test (dalek's arithmetic)",
            cargo(["test", "--no-fail-fast", "--features", "dalek", "--tests"]),
        ),
        Step::tests("cargo test (curve)", cargo(["test", "--package", wasm::CURVE])),
        Step::tests("cargo test (xtask)", cargo(["test", "--package", "xtask"])),
    ]
}

/// A few seconds for each target of `fuzz/`, starting from the inputs that earlier runs kept.
fn fuzz() -> Result<Step> {
    let mut command = program(env::current_exe()?);
    // With this Rust: a new machine has no other, and a nightly one changes every day.
    command.args(["fuzz", "3", "--plain"]);
    Ok(Step::tests("fuzz", command))
}

/// The readers in a program in which another crate turns on this feature of serde_json: numbers are strings then.
fn arbitrary_precision() -> Command {
    let mut command = cargo(["test", "--features", "serde_json/arbitrary_precision", "--lib"]);
    command.args("--test decode --test vectors -- --skip prepared::".split(' '));
    command
}

fn clippy(args: &[&str]) -> Command {
    let mut command = cargo(["clippy"]);
    command.args(args).args(["--", "--deny", "warnings"]);
    command
}

/// A build with clippy in place of the compiler. `cargo clippy` would compile a hundred crates for the three lines of the
/// runner, since it cannot use what a build left.
fn clippy_of_runner() -> Command {
    let mut command = cargo(["rustc", "--package", "wasm-bindgen-test-runner", "--", "--deny", "warnings"]);
    command.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
    command
}

/// What of the crate is tested in wasm.
fn wasm_tests() -> [&'static str; 7] {
    ["--features", "wasm", "--target", wasm::TARGET, "--lib", "--test", "wasm"]
}

fn wasm_bindgen() -> Vec<Step> {
    let command = || cargo(["test"].into_iter().chain(wasm_tests()));
    let mut chromium = command();
    chromium.env("WASM_BINDGEN_USE_BROWSER", "1").env("WASM_BINDGEN_TEST_TIMEOUT", "600");
    if env::var_os("CHROMEDRIVER").is_none() {
        chromium.env("CHROMEDRIVER", "/usr/bin/chromedriver");
    }
    let curve = cargo(["test", "--package", wasm::CURVE, "--lib", "--target", wasm::TARGET]);
    vec![
        Step::tests("wasm-bindgen-test (curve)", curve),
        Step::tests("wasm-bindgen-test (Node)", command()),
        Step::tests("wasm-bindgen-test (Chromium)", chromium),
    ]
}

/// What the steps on the packed tarball need.
fn package(project: &Path) -> Result<[Step; 3]> {
    let mut build = program(env::current_exe()?);
    build.arg("build");
    let mut install = process::node("tests/packaging/project.js");
    install.arg(project);
    let mut start = process::node("xtask/js/start.js");
    start.arg("--no-serve");
    Ok([Step::check("build", build), Step::check("start", start), Step::check("pack and install", install)])
}

/// Tests of the packed tarball in a throw-away project; never of the work tree.
fn packaged(project: &Path, all: bool) -> Result<Vec<Step>> {
    let mut steps = Vec::new();
    for folder in folders(&root().join("tests"))? {
        let mut files = files(&folder, ".test.js")?;
        if files.is_empty() {
            continue;
        }
        files.sort();
        let name = PathBuf::from_iter(["tests".as_ref(), folder.file_name().unwrap_or_default()]);
        let mut command = process::node("--test");
        // The project does not exist yet: an earlier step makes it.
        command.current_dir(project).args(["--test-reporter", "spec"]);
        // Documents and examples are those of the repository; what they import is the tarball.
        command.env("COUNTERSIGN_REPOSITORY", root()).envs(all.then_some(("COUNTERSIGN_TEST_ALL", "1")));
        command.args(files.iter().filter_map(|file| file.strip_prefix(root()).ok()));
        steps.push(Step::tests(name.display().to_string(), command));
    }
    let mut runtimes = process::node("tests/js/runtimes.js");
    runtimes.current_dir(project).args(all.then_some("--all"));
    steps.push(Step::tests(RUNTIMES, runtimes));
    Ok(steps)
}

fn folders(parent: &Path) -> Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(parent)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    found.retain(|path| path.is_dir() && !path.ends_with("node_modules") && !path.ends_with(".tmp"));
    found.sort();
    Ok(found)
}

fn files(folder: &Path, end: &str) -> Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    found.retain(|path| path.to_string_lossy().ends_with(end));
    for folder in folders(folder)? {
        found.extend(files(&folder, end)?);
    }
    Ok(found)
}
