//! `cargo xtask coverage`: which lines of `src/` no native test runs.

use crate::{
    repository::root,
    tools::{
        process::{program, read},
        tool,
    },
};
use anyhow::{Context, Result, ensure};
use std::{collections::BTreeMap, fs, path::Path};

/// The lines of a file that can run, and how often each did.
type Lines = BTreeMap<usize, u64>;

pub fn coverage() -> Result<()> {
    tool::component("llvm-tools", None, |sysroot| holds_profdata(&sysroot.join("lib/rustlib")))?;
    let llvm_cov = tool::install("cargo-llvm-cov", "0.9.1")?;
    let cargo = || {
        let mut command = program(&llvm_cov);
        command.arg("llvm-cov");
        command
    };
    println!("cargo llvm-cov: builds the native tests so that they count lines, and runs them");
    read(cargo().args(["--no-report", "--package", "countersign"]))?;
    let report = read(cargo().args(["report", "--lcov"]))?;
    let files = files(&report)?;
    ensure!(files.len() > 10, "llvm-cov names {} files of src/", files.len());
    print(&files);
    Ok(())
}

fn holds_profdata(rustlib: &Path) -> bool {
    let hosts = fs::read_dir(rustlib).into_iter().flatten().flatten();
    let mut bins = hosts.map(|host| host.path().join("bin"));
    bins.any(|bin| bin.join(format!("llvm-profdata{}", std::env::consts::EXE_SUFFIX)).exists())
}

/// The files of `src/` in an lcov report, without their tests.
fn files(report: &str) -> Result<BTreeMap<String, Lines>> {
    let mut files: BTreeMap<String, Lines> = BTreeMap::new();
    let mut current: Option<(String, usize)> = None;
    for line in report.lines() {
        if let Some(path) = line.strip_prefix("SF:") {
            let name = Path::new(path).strip_prefix(root()).ok().and_then(Path::to_str);
            let name = name.filter(|name| name.starts_with("src/"));
            current = match name {
                Some(name) => Some((name.to_owned(), first_test(&fs::read_to_string(path)?))),
                None => None,
            };
        } else if let (Some(line), Some((name, end))) = (line.strip_prefix("DA:"), &current) {
            let (number, count) = line.split_once(',').context("an lcov line has no count")?;
            let number = number.parse()?;
            if number < *end {
                *files.entry(name.clone()).or_default().entry(number).or_default() += count.parse::<u64>()?;
            }
        }
    }
    Ok(files)
}

/// The line on which the tests of a file begin: running them proves nothing about it.
fn first_test(source: &str) -> usize {
    source.lines().position(|line| line == "#[cfg(test)]").map_or(usize::MAX, |line| line + 1)
}

fn print(files: &BTreeMap<String, Lines>) {
    let (mut all, mut run) = (0, 0);
    println!("\n{:<36} {:>6} {:>8}  lines that no test runs", "file", "lines", "run");
    for (name, lines) in files {
        let missing: Vec<usize> =
            lines.iter().filter(|(_, count)| **count == 0).map(|(line, _)| *line).collect();
        let covered = lines.len() - missing.len();
        println!(
            "{name:<36} {:>6} {:>6.1} %  {}",
            lines.len(),
            percent(covered, lines.len()),
            ranges(&missing)
        );
        (all, run) = (all + lines.len(), run + covered);
    }
    println!("{:<36} {all:>6} {:>6.1} %  {} lines", "total", percent(run, all), all - run);
    println!(
        "\nsrc/wasm/ runs in wasm alone, where nothing counts lines: `cargo xtask test runtimes wasm-bindgen` calls it."
    );
}

fn percent(part: usize, whole: usize) -> f64 {
    let [part, whole] = [part, whole.max(1)].map(|lines| u32::try_from(lines).map_or(f64::MAX, f64::from));
    100.0 * part / whole
}

/// `3, 7-9`
fn ranges(lines: &[usize]) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for &line in lines {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == line => *last = line,
            _ => ranges.push((line, line)),
        }
    }
    let written = ranges.iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    });
    written.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{files, first_test, ranges};
    use crate::repository::root;

    #[test]
    fn lines_of_src_are_told_from_those_of_its_tests_and_of_other_folders() {
        let root = root().display();
        let report = format!(
            "SF:{root}/src/lib.rs\nDA:3,0\nDA:4,7\nend_of_record\nSF:{root}/tests/errors.rs\nDA:1,1\n"
        );
        let found = files(&report).unwrap();
        assert_eq!(found["src/lib.rs"].clone().into_iter().collect::<Vec<_>>(), [(3, 0), (4, 7)]);
        assert_eq!(found.len(), 1);
        assert_eq!(first_test("a\n#[cfg(test)]\nmod tests {"), 2);
        assert_eq!(first_test("a"), usize::MAX);
    }

    #[test]
    fn neighbouring_lines_are_one_range() {
        assert_eq!(ranges(&[3, 7, 8, 9, 11]), "3, 7-9, 11");
    }
}
