//! `cargo xtask build | start | www | test | …`: everything that is done in this repository. Only Rust and Node are
//! installed by hand.

mod commands;
mod repository;
mod tools;
mod wasm;

use std::{env, process::ExitCode};

const USAGE: &str = "\
cargo xtask build                builds the wasm and the npm package: leaves pkg/ ready for `npm pack ./pkg`
cargo xtask start [--port N]     builds, verifies and refuses real tokens, serves the inspector on localhost
            [--no-serve]         … without serving anything
cargo xtask www                  writes the inspector to target/www, ready for any static host
cargo xtask test [--all] [NAME…] runs every test, or the steps whose name contains a NAME;
                                 --all adds the runtimes and bundlers that take long to install
cargo xtask bench [--quick]      races the packed package and its peers in every runtime, and prints tables;
            [--json] [--write]   … as JSON; … into docs/performance.md
            [--gate]             … and fails if a peer takes fewer times our time than is promised
cargo xtask strictness [--write] shows which hostile tokens the packed package and its peers accept;
            [--json]             … into docs/strictness.md; … as JSON
cargo xtask fuzz [SECONDS]       runs libFuzzer on every target of fuzz/, SECONDS (60) each, with the address sanitizer if
            [TARGET]             a nightly Rust is installed; … on one target
            [--plain] [--keep]   … without the sanitizer; … and keeps the inputs that reach most code in fuzz/inputs
cargo xtask differential [COUNT] compares COUNT (10,000,000) sums of points with curve25519-dalek's: natively, and in wasm
                                 with vectors and without
cargo xtask coverage [js]        lists the lines of src/ that no native test runs; those of pkg/ that no test in Node runs
cargo xtask reproduce [TARBALL]  builds everything twice from scratch and compares the bytes;
                                 … also with those of a published tarball
cargo xtask supply [--offline]   checks licences, sources and known vulnerabilities of all dependencies, and
                                 writes the bill of materials
cargo xtask miri                 runs the tests that Miri can run, to find undefined behaviour
cargo xtask mutants [FILE…]      changes src/ in every small way and lists the changes that no test notices
            [--shard K/N]        … the Kth of N parts of the changes
cargo xtask mutants js [FILE…]   does the same to pkg/, and fails if a change has neither a test nor a reason
            [--shard K/N]        … the Kth of N parts of the changes
            [--minutes N]        … for at most N minutes
cargo xtask soak [--minutes N]   runs honest and hostile clients of one server for N (5) minutes while its issuer fails
            [--seed N]           in every way; … as in the run that printed this seed";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let outcome = match args.split_first().map(|(command, rest)| (command.as_str(), rest)) {
        Some(("build", [])) => commands::build(),
        Some(("start", rest)) => commands::start(rest),
        Some(("www", [])) => commands::www(),
        Some(("test", rest)) => commands::test(rest),
        Some(("bench", rest)) => commands::bench(rest),
        Some(("strictness", rest)) => commands::strictness(rest),
        Some(("fuzz", rest)) => commands::fuzz(rest),
        Some(("differential", [])) => commands::differential(None),
        Some(("differential", [count])) => commands::differential(Some(count)),
        Some(("coverage", [])) => commands::coverage(),
        Some(("coverage", [half])) if half == "js" => commands::coverage_js(),
        Some(("reproduce", [])) => commands::reproduce(None),
        Some(("reproduce", [tarball])) => commands::reproduce(Some(tarball.as_ref())),
        Some(("soak", rest)) => commands::soak(rest),
        Some(("supply", [])) => commands::supply(false),
        Some(("supply", [flag])) if flag == "--offline" => commands::supply(true),
        Some(("miri", [])) => commands::miri(),
        Some(("mutants", [half, rest @ ..])) if half == "js" => commands::mutants_js(rest),
        Some(("mutants", rest)) => commands::mutants(rest),
        Some(("help" | "--help" | "-h", _)) => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(anyhow::anyhow!("unknown command\n\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
