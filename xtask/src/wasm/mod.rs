//! From `src/` to `pkg/wasm/`: cargo, wasm-bindgen, wasm-opt.

mod data;
mod exports;
mod room;
mod split;

use crate::{
    repository::root,
    tools::{
        node::digest,
        process::{cargo, node, program, read, show},
        progress::Progress,
    },
};
use anyhow::{Context, Result};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Stdio,
};
use wasm_bindgen_cli_support::Bindgen;

pub const TARGET: &str = "wasm32-unknown-unknown";

/// The workspace's crate of arithmetic, which is tested by itself.
pub const CURVE: &str = "edwards25519-vartime";

/// How many steps [`build`] has.
pub const STEPS: usize = 4;

/// Writes `pkg/wasm/countersign_bg.{wasm,js,d.ts}`; does nothing if they are those of this `src/`.
pub fn build(progress: &mut Progress) -> Result<()> {
    add_target()?;
    progress.next(&format!("cargo: the crate for {TARGET}, optimised"));
    let compiled = compile()?;
    let package = root().join("pkg/wasm");
    let stamp = package.join(".built");
    // Of this tool too: what it makes of the same code may change.
    let wanted = format!("{:016x}", digest(&[&compiled, &env::current_exe()?])?);
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        progress.next("wasm-bindgen: nothing has changed");
        progress.next("wasm-opt: nothing has changed");
    } else {
        make(&compiled, &package, progress)?;
        fs::write(stamp, wanted)?;
    }
    progress.next("the wasm in two files: what a first verification calls, and the rest");
    // Also if nothing has changed: what a first verification calls, the files of pkg/lib say too.
    split::split(&package)
}

fn make(compiled: &Path, package: &Path, progress: &mut Progress) -> Result<()> {
    progress.next("wasm-bindgen");
    fs::create_dir_all(package)?;
    let bound = compiled.with_file_name("bound");
    let single = compiled.with_file_name("single.wasm");
    single_valued(compiled, &single)?;
    bind(&single, &bound)?;
    exports::set_aside(&bound)?;
    progress.next("wasm-opt -O3");
    optimise(&bound.join("countersign_bg.wasm"), &package.join("countersign_bg.wasm"))?;
    fs::copy(bound.join("countersign_bg.js"), package.join("countersign_bg.js"))?;
    // Under the name of the file that `pkg/lib` imports, so that tsc takes it for its types.
    fs::copy(bound.join("countersign.d.ts"), package.join("countersign_bg.d.ts"))?;
    Ok(())
}

/// Asks rustup for the target if the toolchain has none.
pub fn add_target() -> Result<()> {
    let library = read(program("rustc").args(["--print", "target-libdir", "--target", TARGET]))?;
    if Path::new(library.trim()).exists() {
        return Ok(());
    }
    println!("rustup target add {TARGET}: the standard library for wasm");
    show(program("rustup").args(["target", "add", TARGET]))
        .with_context(|| format!("this Rust lacks the target {TARGET}, and rustup cannot add it"))
}

/// A plain lib in the manifest and `cdylib` here: naming both crate types there silently switches LTO off.
fn compile() -> Result<PathBuf> {
    let mut command = cargo(["rustc", "--lib", "--crate-type", "cdylib", "--features", "wasm"]);
    command.args(["--target", TARGET, "--profile", "wasm", "--message-format", "json-render-diagnostics"]);
    command.env("CARGO_ENCODED_RUSTFLAGS", flags()?).stderr(Stdio::inherit());
    let messages = read(&mut command)?;
    let artifact = messages.lines().rev().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let files = message["filenames"].as_array()?;
        files.iter().filter_map(|file| file.as_str()).find(|file| file.ends_with(".wasm")).map(PathBuf::from)
    });
    artifact.context("cargo reported no .wasm artifact")
}

/// Panic messages name source files: without this the wasm would differ from machine to machine.
fn flags() -> Result<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let mut renamed = vec![(root().canonicalize()?, "countersign".to_owned())];
    if let Some(home) = home {
        // Cargo names its folder of sources after the registry's address and by a hash of its own, which has changed before.
        let registries = fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
        renamed.push((home, "cargo".to_owned()));
        renamed.extend(registries.map(|registry| (registry.path(), "crates".to_owned())));
    }
    renamed.push(standard_library()?);
    // If several fit, the last one counts.
    let flags = renamed.iter().map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()));
    // Four coordinates of a point at once; without it, one after the other, in wasm of before 2021's features.
    let vectors = (!env::var("COUNTERSIGN_SIMD").is_ok_and(|simd| simd == "0"))
        .then(|| "-Ctarget-feature=+simd128".to_owned());
    Ok(flags.chain(vectors).collect::<Vec<_>>().join("\u{1f}"))
}

/// With rustup's `rust-src` the standard library has its path, and else this name.
fn standard_library() -> Result<(PathBuf, String)> {
    let sysroot = read(program("rustc").args(["--print", "sysroot"]))?;
    let about = read(program("rustc").arg("--version").arg("--verbose"))?;
    let commit = about.lines().find_map(|line| line.strip_prefix("commit-hash: ")).unwrap_or("unknown");
    Ok((Path::new(sysroot.trim()).join("lib/rustlib/src/rust"), format!("/rustc/{commit}")))
}

/// Keeps wasm-bindgen from returning several results: Node 20 takes 0.2 ms for every signature of an exported function that
/// does, and with results in memory many signatures are the same.
fn single_valued(compiled: &Path, output: &Path) -> Result<()> {
    const ON: &[u8] = b"+\x0amultivalue";
    let mut wasm = fs::read(compiled)?;
    let at = wasm.windows(ON.len()).rposition(|bytes| bytes == ON);
    // In the section `target_features`, where `-` is a feature that must not be used.
    wasm[at.context("rustc's target no longer has multivalue")?] = b'-';
    fs::write(output, wasm).with_context(|| format!("cannot write {}", output.display()))
}

fn bind(compiled: &Path, folder: &Path) -> Result<()> {
    // What the command wasm-bindgen does if it is given a target and a name alone.
    let mut bindgen = Bindgen::new();
    bindgen.bundler(true)?.typescript(true).omit_default_module_path(false);
    bindgen.input_path(compiled).out_name("countersign").generate(folder)
}

fn optimise(input: &Path, output: &Path) -> Result<()> {
    let mut command = node("node_modules/binaryen/bin/wasm-opt");
    show(
        command
            .args(["-O3", "--one-caller-inline-max-function-size=0", "--strip-producers"])
            .arg(input)
            .arg("-o")
            .arg(output),
    )
}
