//! Room on the engine's stack, made sure of before JavaScript's call does anything.
//!
//! An engine ends a call that runs out of stack by an exception, which destroys nothing on its way out of wasm: memory
//! stays taken, counters stay counted up and the allocator may be half-way through its lists.

use anyhow::{Context, Result};
use walrus::{
    ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalId, GlobalKind, InstrSeqBuilder,
    LocalFunction, LocalId, MemoryId, Module, ValType,
    ir::{BinaryOp, LoadKind, MemArg, StoreKind, Value},
};

/// What keeps the frame of the probe large: 0.8 KiB.
const VALUES: u32 = 96;

/// So many frames of it, 32 KiB, are twice what any call needs: 14 KiB in V8, for claims as deep as they may be.
const CALL: i32 = 40;

/// What releases a handle needs less, so that what was made can be released from where it was made.
const RELEASE: i32 = CALL / 4;

/// What the glue does first in a call with results in memory, and last: its own pair has to be called in turn.
const ENTER: &str = "__wbindgen_add_to_stack_pointer";
const LEAVE: &str = "leave";

/// Makes sure of the room in every exported function; `glue` says which of them follow upon another.
pub fn ensure_room(module: &mut Module, glue: &str) -> Result<()> {
    let memory = module.get_memory_id()?;
    let probe = probe(module, memory);
    let pointer =
        module.globals.iter().find(|global| global.mutable && matches!(global.kind, GlobalKind::Local(_)));
    let pointer = pointer.context("the wasm has no stack pointer")?.id();
    let bindgens = module.exports.get_func(ENTER)?;
    let enter = enter(module, probe, pointer);
    module.funcs.get_mut(bindgens).kind = FunctionKind::Local(enter);
    let leave = leave(module, pointer);
    module.exports.add(LEAVE, leave);
    let functions = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(function) if needs_room(&export.name, glue) => {
            Some((export.name.clone(), function))
        }
        _ => None,
    });
    for (name, function) in functions.collect::<Vec<_>>() {
        let frames = if name.ends_with("_free") { RELEASE } else { CALL };
        let FunctionKind::Local(function) = &mut module.funcs.get_mut(function).kind else { continue };
        let entry = function.entry_block();
        function.builder_mut().instr_seq(entry).const_at(0, Value::I32(frames)).call_at(1, probe);
    }
    Ok(())
}

/// The glue that enters before it has anything to undo, and leaves to where it came from, whatever was thrown.
pub fn entering(glue: &str) -> String {
    let enters = format!("const retptr = wasm.{ENTER}(-16) >>> 0;\n");
    let lines = glue.replace(&format!("wasm.{ENTER}(16)"), &format!("wasm.{LEAVE}(retptr)"));
    [8, 4].into_iter().fold(lines, |lines, indent| {
        let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + 4));
        lines.replace(
            &format!("\n{outer}try {{\n{inner}{enters}"),
            &format!("\n{outer}{enters}{outer}try {{\n"),
        )
    })
}

/// Not what is called only between an enter and a leave, and not what calls nothing.
fn needs_room(name: &str, glue: &str) -> bool {
    let is_inner = name.starts_with("__wbindgen_") || name.starts_with("__externref_") || name == LEAVE;
    let is_leaf = ["verifierhandle_validFrom", "verifierhandle_validUntil"].contains(&name);
    !is_inner && !is_leaf && !glue.contains(&format!("wasm.{name}(retptr"))
}

/// Calls itself as often as it is asked to, each time with a large frame, which takes no longer than a small one: no value is
/// ever read, but for all the engine knows each of them is needed after a call.
fn probe(module: &mut Module, memory: MemoryId) -> FunctionId {
    let values: Vec<LocalId> = (0..VALUES).map(|_| module.locals.add(ValType::I64)).collect();
    let frames = module.locals.add(ValType::I32);
    let builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[]);
    let probe = builder.finish(vec![frames], &mut module.funcs);
    let body = module.funcs.get_mut(probe).kind.unwrap_local_mut();
    let entry = body.entry_block();
    let mut body = body.builder_mut().instr_seq(entry);
    let again = |body: &mut InstrSeqBuilder<'_>| {
        body.local_get(frames).i32_const(1).binop(BinaryOp::I32Sub).call(probe);
    };
    body.local_get(frames).if_else(None, again, |_| {});
    // No caller asks for so many.
    body.local_get(frames).i32_const(0x1_0000).binop(BinaryOp::I32GtU).if_else(
        None,
        |then| {
            for (offset, value) in (0..).step_by(8).zip(&values) {
                let at = MemArg { align: 8, offset };
                then.local_get(frames).load(memory, LoadKind::I64 { atomic: false }, at).local_set(*value);
            }
            again(then);
            // Each by itself: a sum of them would be taken before the call, and fit into a register.
            for (offset, value) in (0..).step_by(8).zip(&values) {
                let at = MemArg { align: 8, offset };
                then.local_get(frames).local_get(*value).store(memory, StoreKind::I64 { atomic: false }, at);
            }
        },
        |_| {},
    );
    probe
}

/// Moves the stack pointer of the wasm by the argument, if there is room.
fn enter(module: &mut Module, probe: FunctionId, pointer: GlobalId) -> LocalFunction {
    let by = module.locals.add(ValType::I32);
    let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
    builder.func_body().i32_const(CALL).call(probe).global_get(pointer).local_get(by).binop(BinaryOp::I32Add);
    builder.func_body().global_set(pointer).global_get(pointer);
    builder.local_func(vec![by])
}

/// Moves it back from where an enter had moved it to: what was thrown across frames of wasm has left it below.
fn leave(module: &mut Module, pointer: GlobalId) -> FunctionId {
    let entered = module.locals.add(ValType::I32);
    let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[]);
    builder.func_body().local_get(entered).i32_const(16).binop(BinaryOp::I32Add).global_set(pointer);
    builder.finish(vec![entered], &mut module.funcs)
}
