//! `cargo xtask differential`: sums of points by our own arithmetic and by curve25519-dalek's.

use crate::{
    tools::process::{cargo, show},
    wasm,
};
use anyhow::{Context, Result};

/// Compares `count` sums in each way of computing that there is; ten million of one take a quarter of an hour.
pub fn differential(count: Option<&str>) -> Result<()> {
    let count = count.unwrap_or("10000000");
    count
        .parse::<u32>()
        .ok()
        .filter(|count| *count > 0)
        .context("COUNT is a number of sums, such as 10000000")?;
    wasm::add_target()?;
    // In place of what .cargo/config.toml says: the target's own variable would be added to it.
    let without = ("RUSTFLAGS", "-Ctarget-feature=-simd128");
    let in_wasm: &[&str] = &["--target", wasm::TARGET];
    for (name, target, environment) in [
        ("native", &[] as &[&str], None),
        ("wasm with simd128", in_wasm, None),
        ("wasm without", in_wasm, Some(without)),
    ] {
        println!("{name}: {count} sums, each compared with curve25519-dalek's");
        let mut command = cargo(["test", "--package", wasm::CURVE, "--lib"]);
        command.args(target).arg("walks").env("COUNTERSIGN_SUMS", count).envs(environment);
        show(&mut command)?;
    }
    Ok(())
}
