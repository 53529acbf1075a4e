//! The wasm in two files, for where files are cheap: what a first verification calls, and the rest of it.
//!
//! Engines check all of a wasm before they hand it out. Both files work on one memory: a function that is not in the
//! first is a step there that has the second loaded and goes on in it.

use super::data;
use crate::tools::process::{node, read};
use anyhow::{Context, Result};
use std::{collections::HashSet, path::Path};
use walrus::{
    ConstExpr, ElementId, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind,
    GlobalKind, ImportedFunction, Module, ModuleConfig, RefType, TableId,
    ir::{RefIsNull, TableGet, Value},
};

/// Writes `first.wasm` and `later.wasm` beside `countersign_bg.wasm`.
pub fn split(folder: &Path) -> Result<()> {
    let whole = folder.join("countersign_bg.wasm");
    let marked = folder.join("marked.wasm");
    mark(parse(&whole)?)?.emit_wasm_file(&marked)?;
    let found = read(node("xtask/js/first-calls.js").arg(&marked))?;
    let (called, signing): (_, (u32, u32)) =
        serde_json::from_str(&found).context("xtask/js/first-calls.js did not answer")?;
    let mut first = first(Parts::of(parse(&whole)?, &called)?)?;
    let mut later = later(Parts::of(parse(&whole)?, &called)?)?;
    data::split(&mut first, &mut later, &(signing.0..signing.1))?;
    first.emit_wasm_file(folder.join("first.wasm"))?;
    later.emit_wasm_file(folder.join("later.wasm"))
}

fn parse(path: &Path) -> Result<Module> {
    ModuleConfig::new().generate_name_section(false).generate_producers_section(false).parse_file(path)
}

/// The wasm with a call in front of each function, which tells its place.
fn mark(mut module: Module) -> Result<Module> {
    let functions = local_functions(&module);
    let told = module.types.add(&[walrus::ValType::I32], &[]);
    let (called, _) = module.add_import_func("./countersign_bg.js", "called", told);
    for (place, id) in functions.into_iter().enumerate() {
        let function = module.funcs.get_mut(id).kind.unwrap_local_mut();
        let entry = function.entry_block();
        let place = i32::try_from(place)?;
        function.builder_mut().instr_seq(entry).const_at(0, Value::I32(place)).call_at(1, called);
    }
    Ok(module)
}

fn local_functions(module: &Module) -> Vec<FunctionId> {
    module.funcs.iter_local().map(|(id, _)| id).collect()
}

/// A whole wasm, and which of its functions go where.
struct Parts {
    module: Module,
    first: Vec<FunctionId>,
    later: Vec<FunctionId>,
    /// Of Rust's own function pointers.
    pointers: TableId,
    others: TableId,
    /// Added by [`Parts::of`], to be filled by both files: all of `first`, then all of `later`.
    all: TableId,
}

impl Parts {
    fn of(mut module: Module, called: &HashSet<usize>) -> Result<Self> {
        let named: HashSet<_> = module
            .exports
            .iter()
            .filter_map(|export| match export.item {
                ExportItem::Function(id) => Some(id),
                _ => None,
            })
            .collect();
        let (first, later): (Vec<_>, Vec<_>) = local_functions(&module)
            .into_iter()
            .enumerate()
            .partition(|(place, id)| called.contains(place) || named.contains(id));
        let [first, later] =
            [first, later].map(|part| part.into_iter().map(|(_, id)| id).collect::<Vec<_>>());
        let others = exported_table(&module, "others")?;
        let pointers =
            module.tables.iter().find(|table| table.element_ty == RefType::FUNCREF && table.id() != others);
        let pointers = pointers.context("the wasm has no function pointers")?.id();
        let count = u64::try_from(first.len() + later.len())?;
        let all = module.tables.add_local(false, count, Some(count), RefType::FUNCREF);
        Ok(Self { module, first, later, pointers, others, all })
    }

    /// Fills `all` from `offset` on.
    fn fill(&mut self, offset: usize, functions: Vec<FunctionId>) -> Result<()> {
        let offset = ConstExpr::Value(Value::I32(i32::try_from(offset)?));
        let kind = ElementKind::Active { table: self.all, offset };
        let element = self.module.elements.add(kind, ElementItems::Functions(functions));
        self.module.tables.get_mut(self.all).elem_segments.insert(element);
        Ok(())
    }

    /// Deletes what would fill `table`.
    fn empty(&mut self, table: TableId) {
        let fills = |kind: &ElementKind| matches!(kind, ElementKind::Active { table: filled, .. } if *filled == table);
        let elements = self.module.elements.iter().filter(|element| fills(&element.kind));
        let elements: Vec<ElementId> = elements.map(|element| element.id()).collect();
        for element in elements {
            self.module.elements.delete(element);
        }
        self.module.tables.get_mut(table).elem_segments.clear();
    }
}

/// What is called before the rest is loaded; exports all that the rest needs.
fn first(mut parts: Parts) -> Result<Module> {
    let module = &mut parts.module;
    let nothing = module.types.add(&[], &[]);
    let (load, _) = module.add_import_func("later", "load", nothing);
    for (index, id) in parts.later.iter().enumerate() {
        let slot = i32::try_from(parts.first.len() + index)?;
        let ty = module.funcs.get(*id).ty();
        let (parameters, results) = module.types.params_results(ty);
        let (parameters, results) = (parameters.to_vec(), results.to_vec());
        let arguments: Vec<_> = parameters.iter().map(|ty| module.locals.add(*ty)).collect();
        let mut step = FunctionBuilder::new(&mut module.types, &parameters, &results);
        let mut body = step.func_body();
        body.i32_const(slot).instr(TableGet { table: parts.all }).instr(RefIsNull {});
        body.if_else(
            None,
            |then| {
                then.call(load);
            },
            |_| {},
        );
        for argument in &arguments {
            body.local_get(*argument);
        }
        body.i32_const(slot).call_indirect(ty, parts.all);
        module.funcs.get_mut(*id).kind = FunctionKind::Local(step.local_func(arguments));
    }
    module.exports.remove("others")?;
    let (pointers, all, others) = (parts.pointers, parts.all, parts.others);
    module.exports.add("pointers", pointers);
    module.exports.add("all", all);
    for global in globals(module) {
        module.exports.add(&global_name(global), global);
    }
    parts.empty(others);
    let kept = parts.first.clone();
    parts.fill(0, kept)?;
    walrus::passes::gc::run(&mut parts.module);
    Ok(parts.module)
}

/// The rest, on the first's memory and tables.
fn later(mut parts: Parts) -> Result<Module> {
    let module = &mut parts.module;
    for (slot, id) in parts.first.iter().enumerate() {
        let ty = module.funcs.get(*id).ty();
        let import = module.imports.add("first", &slot.to_string(), *id);
        module.funcs.get_mut(*id).kind = FunctionKind::Import(ImportedFunction { import, ty });
    }
    for global in globals(module) {
        let import = module.imports.add("first", &global_name(global), global);
        module.globals.get_mut(global).kind = GlobalKind::Import(import);
    }
    let memory = module.get_memory_id()?;
    module.memories.get_mut(memory).import = Some(module.imports.add("first", "memory", memory));
    let externrefs = exported_table(module, "__wbindgen_externrefs")?;
    for (name, table) in
        [("__wbindgen_externrefs", externrefs), ("pointers", parts.pointers), ("all", parts.all)]
    {
        module.tables.get_mut(table).import = Some(module.imports.add("first", name, table));
    }
    let exports: Vec<_> =
        module.exports.iter().filter(|export| export.name != "others").map(|export| export.id()).collect();
    for export in exports {
        module.exports.delete(export);
    }
    let pointers = parts.pointers;
    parts.empty(pointers);
    let (offset, functions) = (parts.first.len(), parts.later.clone());
    parts.fill(offset, functions)?;
    walrus::passes::gc::run(&mut parts.module);
    Ok(parts.module)
}

fn exported_table(module: &Module, name: &str) -> Result<TableId> {
    let found = module.exports.iter().find_map(|export| match export.item {
        ExportItem::Table(table) if export.name == name => Some(table),
        _ => None,
    });
    found.with_context(|| format!("the wasm exports no table {name}"))
}

fn globals(module: &Module) -> Vec<walrus::GlobalId> {
    module.globals.iter().map(|global| global.id()).collect()
}

fn global_name(global: walrus::GlobalId) -> String {
    format!("global {}", global.index())
}
