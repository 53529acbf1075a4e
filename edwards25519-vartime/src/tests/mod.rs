//! Comparisons with implementations that others have verified.

mod field;
mod points;
mod walks;

use proptest::test_runner::Config;

/// So many cases, or as many as the environment's `PROPTEST_CASES` says.
fn cases(usual: u32) -> Config {
    if std::env::var_os("PROPTEST_CASES").is_some() { Config::default() } else { Config::with_cases(usual) }
}
