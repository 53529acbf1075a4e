//! `cargo xtask build | start | www | test | …`: everything this repository does, with
//! nothing installed by hand beyond Rust and Node.

mod bench;
mod build;
mod corpus;
mod counts;
mod coverage;
mod exports;
mod fuzz;
mod miri;
mod mutants;
mod node;
mod process;
mod reproduce;
mod room;
mod sbom;
mod soak;
mod source;
mod split;
mod start;
mod step;
mod strictness;
mod supply;
mod test;
mod tool;
mod tree;
mod wasm;
mod www;

use std::{env, path::Path, process::ExitCode};

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
        Some(("build", [])) => build::build(),
        Some(("start", rest)) => start::start(rest),
        Some(("www", [])) => www::www(),
        Some(("test", rest)) => test::test(rest),
        Some(("bench", rest)) => bench::bench(rest),
        Some(("strictness", rest)) => strictness::strictness(rest),
        Some(("fuzz", rest)) => fuzz::fuzz(rest),
        Some(("coverage", [])) => coverage::coverage(),
        Some(("reproduce", [])) => reproduce::reproduce(None),
        Some(("reproduce", [tarball])) => reproduce::reproduce(Some(tarball.as_ref())),
        Some(("soak", rest)) => soak::soak(rest),
        Some(("supply", [])) => supply::supply(false),
        Some(("supply", [flag])) if flag == "--offline" => supply::supply(true),
        Some(("miri", [])) => miri::miri(),
        Some(("mutants", rest)) => mutants::mutants(rest),
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

/// The repository: the folder above this crate.
fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}
