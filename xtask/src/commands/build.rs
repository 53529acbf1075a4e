//! `cargo xtask build`: leaves `pkg/` ready for `npm pack ./pkg`.

use crate::{
    repository::root,
    tools::{
        node,
        process::{node as script, show},
    },
    wasm,
};
use anyhow::Result;

pub fn build() -> Result<()> {
    node::install(root())?;
    wasm::build()?;
    show(&mut script("xtask/js/build.js"))
}
