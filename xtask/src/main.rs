//! `cargo xtask build | start | www | test | …`: everything this repository does, with
//! nothing installed by hand beyond Rust and Node.

mod commands;
mod repository;
mod tools;
mod wasm;

use std::{env, process::ExitCode};

const USAGE: &str = "\
cargo xtask build                builds the wasm and the npm package: leaves pkg/ ready for `npm pack ./pkg`
cargo xtask start [--port N]     builds, shows real tokens being verified and refused, serves the inspector
            [--no-serve]         … without serving anything
cargo xtask www                  leaves the inspector in target/www, ready for any static host
cargo xtask test [--all] [NAME…] runs every test (or the steps whose name contains NAME);
                                 --all adds the runtimes and bundlers that take long to fetch
cargo xtask bench [--quick]      races the packed package and its peers in every runtime, and prints tables;
            [--json] [--write]   … as JSON; … into docs/performance.md
cargo xtask strictness [--write]  shows every hostile token to the packed package and its peers: who accepts what;
            [--json]             … into docs/strictness.md; … as JSON
cargo xtask fuzz [SECONDS]       libFuzzer over every target of fuzz/ for so long (60 s), with the address sanitizer
            [TARGET]             of a nightly Rust where there is one; … over one of them
            [--plain] [--keep]   … without it; … and keeps what reaches most in fuzz/inputs
cargo xtask coverage             which lines of src/ no native test runs
cargo xtask reproduce [TARBALL]  builds everything twice from scratch and compares the bytes;
                                 … and those of a published tarball
cargo xtask supply [--offline]   judges what is depended upon: licences, sources, known vulnerabilities;
                                 and writes the bill of materials
cargo xtask miri                 runs what an interpreter can run, and sees undefined behaviour
cargo xtask mutants [FILE…]      changes src/ in every small way and sees whether a test notices
            [--shard K/N]        … one Nth of the changes
cargo xtask soak [--minutes N]   honest and hostile clients of one server, for minutes (5), while its issuer fails in
            [--seed N]           every way; … as in the run that printed this seed";

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
        Some(("coverage", [])) => commands::coverage(),
        Some(("reproduce", [])) => commands::reproduce(None),
        Some(("reproduce", [tarball])) => commands::reproduce(Some(tarball.as_ref())),
        Some(("soak", rest)) => commands::soak(rest),
        Some(("supply", [])) => commands::supply(false),
        Some(("supply", [flag])) if flag == "--offline" => commands::supply(true),
        Some(("miri", [])) => commands::miri(),
        Some(("mutants", rest)) => commands::mutants(rest),
        Some(("help" | "--help" | "-h", _)) => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(anyhow::anyhow!("what is to be done?\n\n{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
