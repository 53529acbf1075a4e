//! What lies in memory when a wasm starts, in two files.

use anyhow::{Context, Result, bail, ensure};
use std::ops::Range;
use walrus::{
    ConstExpr, DataKind, FunctionId, Module,
    ir::{self, Value, Visitor},
};

/// Leaves the bytes at `later_on` to the second file, and all others to the first. Both have all of them before.
pub fn split(first: &mut Module, later: &mut Module, later_on: &Range<u32>) -> Result<()> {
    for (id, _) in first.funcs.iter_local() {
        ensure!(!reads(first, id, later_on), "a first verification reads what was to be loaded later");
    }
    let left = keep(first, |address| !later_on.contains(&address))?;
    let moved = keep(later, |address| later_on.contains(&address))?;
    ensure!(
        moved == later_on.len() && left > 0,
        "{moved} bytes of data instead of {} would move",
        later_on.len()
    );
    Ok(())
}

/// Whether an address in `range` is anywhere in the function: by itself, or as the constant part of one that it loads from.
fn reads(module: &Module, function: FunctionId, range: &Range<u32>) -> bool {
    let function = module.funcs.get(function).kind.unwrap_local();
    let mut addresses = Addresses { sought: range, are_found: false };
    ir::dfs_in_order(&mut addresses, function, function.entry_block());
    addresses.are_found
}

struct Addresses<'a> {
    sought: &'a Range<u32>,
    are_found: bool,
}

impl Addresses<'_> {
    fn note(&mut self, address: u64) {
        self.are_found |= u32::try_from(address).is_ok_and(|address| self.sought.contains(&address));
    }
}

impl<'instr> Visitor<'instr> for Addresses<'_> {
    fn visit_value(&mut self, value: &Value) {
        if let Value::I32(address) = value {
            self.note(address.cast_unsigned().into());
        }
    }

    fn visit_load(&mut self, load: &ir::Load) {
        self.note(load.arg.offset);
    }

    fn visit_load_simd(&mut self, load: &ir::LoadSimd) {
        self.note(load.arg.offset);
    }
}

/// How many bytes are at the addresses that are kept.
fn keep(module: &mut Module, is_kept: impl Fn(u32) -> bool) -> Result<usize> {
    let memory = module.get_memory_id()?;
    let segments: Vec<_> = module.data.iter().map(|segment| segment.id()).collect();
    let mut count = 0;
    for id in segments {
        let segment = module.data.get(id);
        let DataKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. } = segment.kind else {
            bail!("the wasm has data without an address");
        };
        let bytes = segment.value.clone();
        let addressed: Vec<_> = (start.cast_unsigned()..).zip(bytes).collect();
        module.data.delete(id);
        module.memories.get_mut(memory).data_segments.remove(&id);
        for piece in addressed.chunk_by(|(one, _), (next, _)| is_kept(*one) == is_kept(*next)) {
            let [(start, _), ..] = piece else { continue };
            if !is_kept(*start) {
                continue;
            }
            let offset = ConstExpr::Value(Value::I32(i32::try_from(*start).context("beyond 2 GiB")?));
            let bytes: Vec<_> = piece.iter().map(|(_, byte)| *byte).collect();
            count += bytes.len();
            let new = module.data.add(DataKind::Active { memory, offset }, bytes);
            module.memories.get_mut(memory).data_segments.insert(new);
        }
    }
    Ok(count)
}
