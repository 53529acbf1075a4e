//! One file a command.

mod bench;
mod build;
mod coverage;
mod differential;
mod fuzz;
mod js;
mod miri;
mod mutants;
mod reproduce;
mod soak;
mod start;
mod strictness;
mod supply;
mod test;
mod www;

pub use bench::bench;
pub use build::build;
pub use coverage::coverage;
pub use differential::differential;
pub use fuzz::fuzz;
pub use js::{coverage_js, mutants_js};
pub use miri::miri;
pub use mutants::mutants;
pub use reproduce::reproduce;
pub use soak::soak;
pub use start::start;
pub use strictness::strictness;
pub use supply::supply;
pub use test::test;
pub use www::www;
