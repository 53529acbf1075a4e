//! What the commands are made of.

pub mod corpus;
pub mod counts;
pub mod node;
pub mod process;
pub mod progress;
pub mod sbom;
pub mod step;
pub mod stopwatch;
pub mod times;
pub mod tool;
pub mod tree;
