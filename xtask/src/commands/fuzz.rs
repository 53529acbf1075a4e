//! `cargo xtask fuzz`: libFuzzer over every target of `fuzz/`, with the flags of cargo-fuzz and without its command.

use crate::{
    repository::root,
    tools::{
        corpus::Corpus,
        process::{Transcript, cargo, program, read, record, show},
    },
};
use anyhow::{Context, Result, bail, ensure};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

pub fn fuzz(args: &[String]) -> Result<()> {
    let (options, rest): (Vec<&str>, Vec<&str>) =
        args.iter().map(String::as_str).partition(|arg| arg.starts_with('-'));
    ensure!(options.iter().all(|option| ["--plain", "--keep"].contains(option)), USAGE);
    let (seconds, only) = match rest[..] {
        [] => ("60", None),
        [seconds] => (seconds, None),
        [seconds, target] => (seconds, Some(target)),
        _ => bail!(USAGE),
    };
    let seconds = seconds.parse().ok().filter(|seconds| *seconds > 0).context(USAGE)?;
    let mut targets = targets()?;
    targets.retain(|name| only.is_none_or(|only| only == name));
    ensure!(!targets.is_empty(), "fuzz/targets has no such target");

    let plain = options.contains(&"--plain");
    if !has_compiler() {
        // An error for those who ask to fuzz; among the tests, tests that are skipped.
        ensure!(plain, NO_COMPILER);
        println!("{NO_COMPILER}\n0 passed, 0 failed, {} skipped", targets.len());
        return Ok(());
    }
    let fuzzer = Fuzzer::build(plain)?;
    let mut crashed = Vec::new();
    println!("\n| target | seconds | executions | per second | edges | features | inputs | crashes |");
    println!("|---|---|---|---|---|---|---|---|");
    for target in &targets {
        let corpus = Corpus::sow(target)?;
        let run = fuzzer.run(target, &corpus, seconds)?;
        println!("| {target} | {} |", run.row(seconds));
        if !run.success {
            crashed.push(fuzzer.explain(target, &run));
        } else if options.contains(&"--keep") {
            corpus.keep(|into| fuzzer.merge(target, &corpus, into))?;
        }
    }
    println!("\n{} passed, {} failed", targets.len() - crashed.len(), crashed.len());
    ensure!(crashed.is_empty(), "{}", crashed.join("\n\n"));
    Ok(())
}

const USAGE: &str = "cargo xtask fuzz [SECONDS] [TARGET] [--plain] [--keep]";

const NO_COMPILER: &str = "libFuzzer needs a C++ compiler such as g++, and none was found";

fn has_compiler() -> bool {
    let compiler = env::var_os("CXX").unwrap_or_else(|| "c++".into());
    read(program(compiler).arg("--version")).is_ok()
}

fn targets() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join("fuzz/targets"))? {
        names.extend(entry?.path().file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// The targets, compiled.
struct Fuzzer {
    folder: PathBuf,
}

/// How one target went.
struct Run {
    printed: String,
    success: bool,
}

impl Fuzzer {
    /// With the address sanitizer if a nightly Rust is installed, which alone has it; `plain` asks for this Rust.
    fn build(plain: bool) -> Result<Self> {
        let nightly = || read(program("rustup").args(["run", "nightly", "rustc", "-vV"])).ok();
        let nightly = if plain { None } else { nightly() };
        if nightly.is_none() && !plain {
            println!(
                "No nightly Rust was found: fuzzing without the address sanitizer. To have it:\n\
                 rustup toolchain install nightly --profile minimal"
            );
        }
        let (mut command, name) = match nightly {
            Some(_) => (program("rustup"), "sanitized"),
            None => (cargo([]), "plain"),
        };
        let rustc = match nightly {
            Some(version) => {
                command.args(["run", "nightly", "cargo"]);
                version
            }
            None => read(program("rustc").arg("-vV"))?,
        };
        let host =
            rustc.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc reports no host")?;
        let target = root().join("target/fuzz").join(name);
        // The target is named so that build scripts and macros, which run on the host, are compiled without the flags.
        command.args([
            "build",
            "--release",
            "--locked",
            "--manifest-path",
            "fuzz/Cargo.toml",
            "--target",
            host,
        ]);
        let sanitizer = (name == "sanitized").then_some("-Zsanitizer=address");
        let flags: Vec<&str> = FLAGS.into_iter().chain(sanitizer).collect();
        command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")).env("CARGO_TARGET_DIR", &target);
        show(&mut command)?;
        Ok(Self { folder: target.join(host).join("release") })
    }

    fn command(&self, target: &str) -> Command {
        let mut command = program(self.folder.join(target));
        command.args(["-max_len=4096", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"]);
        command
    }

    fn run(&self, target: &str, corpus: &Corpus, seconds: u64) -> Result<Run> {
        let artifacts = root().join("fuzz/artifacts").join(target);
        fs::create_dir_all(&artifacts)?;
        let mut command = self.command(target);
        command.arg(format!("-max_total_time={seconds}")).arg("-dict=fuzz/json.dict");
        command.arg(format!("-artifact_prefix={}/", artifacts.display())).arg(corpus.folder());
        let Transcript { text: printed, success } = record(command, Duration::from_secs(seconds + 300))?;
        Ok(Run { printed, success })
    }

    /// Leaves in `into` the fewest inputs that reach as much code as the whole corpus.
    fn merge(&self, target: &str, corpus: &Corpus, into: &Path) -> Result<()> {
        let mut command = self.command(target);
        command.args(["-set_cover_merge=1", "-use_counters=0"]).arg(into).arg(corpus.folder());
        let Transcript { text, success } = record(command, Duration::from_secs(600))?;
        ensure!(success, "{target}: cannot merge the corpus\n{text}");
        Ok(())
    }

    /// What the target printed last, and the command that repeats it.
    fn explain(&self, target: &str, run: &Run) -> String {
        let artifact = run.printed.lines().find_map(|line| line.split("Test unit written to ").nth(1));
        let again = match artifact {
            Some(input) => format!("{} {input}", self.folder.join(target).display()),
            None => format!("cargo xtask fuzz 60 {target}"),
        };
        let lines: Vec<&str> = run.printed.lines().filter(|line| !line.starts_with('#')).collect();
        // The message of the panic. What is not a panic, such as a hang, is reported at the end.
        let start = lines.iter().position(|line| line.contains(" panicked at "));
        let start = start.unwrap_or(lines.len().saturating_sub(20));
        let last: Vec<&str> = lines[start..].iter().take(20).copied().collect();
        format!("{}\n{target} crashed; to repeat it: {again}", last.join("\n"))
    }
}

impl Run {
    /// The figures, out of libFuzzer's last line of progress and its closing ones.
    fn row(&self, seconds: u64) -> String {
        let progress =
            self.printed.lines().rev().find(|line| line.starts_with('#') && line.contains(" cov: "));
        let words: Vec<&str> = progress.unwrap_or_default().split_ascii_whitespace().collect();
        let after = |name| words.iter().skip_while(|word| **word != name).nth(1).copied().unwrap_or("?");
        let total = |name: &str| {
            let found = self.printed.lines().find_map(|line| line.strip_prefix(name));
            found.map_or("?", str::trim)
        };
        let inputs = after("corp:").split('/').next().unwrap_or("?");
        let executions = total("stat::number_of_executed_units:");
        let each = total("stat::average_exec_per_sec:");
        let crashes = u8::from(!self.success);
        format!(
            "{seconds} | {executions} | {each} | {} | {} | {inputs} | {crashes}",
            after("cov:"),
            after("ft:")
        )
    }
}

/// What cargo-fuzz sets: coverage of edges and comparisons. All but the sanitizer is known to a stable Rust.
const FLAGS: [&str; 7] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cllvm-args=-simplifycfg-branch-fold-threshold=0",
    "--cfg=fuzzing",
];
