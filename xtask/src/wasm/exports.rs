//! The functions that the wasm exports: which of them by name, and which in a table.

use super::room;
use anyhow::{Context, Result, ensure};
use std::{fs, fs::OpenOptions, io::Write, path::Path};
use walrus::{ConstExpr, ElementItems, ElementKind, ExportItem, FunctionKind, Module, RefType, ir::Value};

/// What JavaScript calls to start the package and to decode, verify or refuse a first token.
const BY_NAME: [&str; 21] = [
    "__externref_table_dealloc",
    "__wbg_keysethandle_free",
    "__wbg_verifierhandle_free",
    "__wbindgen_add_to_stack_pointer",
    "__wbindgen_free",
    "__wbindgen_malloc",
    "__wbindgen_realloc",
    "bearer",
    "claims",
    "header",
    "issuerOf",
    "keysethandle_new",
    "leave",
    "setErrorMaker",
    "verifierhandle_defects",
    "verifierhandle_maxTokenBytes",
    "verifierhandle_new",
    "verifierhandle_useKeys",
    "verifierhandle_validFrom",
    "verifierhandle_validUntil",
    "verifierhandle_verify",
];

/// Moves every other function into the exported table `others`, and writes beside the glue which name stands where.
///
/// The V8 of Node 20 compiles a wrapper for each signature among the exported functions before it hands out the module,
/// which took half of that time. A function in a table gets its wrapper when JavaScript takes it out.
pub fn set_aside(folder: &Path) -> Result<()> {
    let path = folder.join("countersign_bg.wasm");
    let glue = folder.join("countersign_bg.js");
    let text = fs::read_to_string(&glue)?;
    let mut module = Module::from_file(&path)?;
    room::ensure_room(&mut module, &text)?;
    let functions = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(function) => Some((export.name.clone(), export.id(), function)),
        _ => None,
    });
    let functions: Vec<_> = functions.collect();
    for name in BY_NAME {
        // It would be found in the table, and only a measurement would notice.
        ensure!(functions.iter().any(|(exported, ..)| exported == name), "the wasm does not export {name}");
    }
    // An import in truth, which Node 20 and 22 take half a millisecond to hand back: `start` calls it without the wasm.
    let (starts, functions): (Vec<_>, Vec<_>) =
        functions.into_iter().partition(|(name, ..)| name == "__wbindgen_start");
    for (_, export, function) in &starts {
        ensure!(
            matches!(module.funcs.get(*function).kind, FunctionKind::Import(_)),
            "__wbindgen_start does more now"
        );
        module.exports.delete(*export);
    }
    let mut others: Vec<_> =
        functions.into_iter().filter(|(name, ..)| !BY_NAME.contains(&name.as_str())).collect();
    others.sort();
    for (_, export, _) in &others {
        module.exports.delete(*export);
    }
    let count = u32::try_from(others.len()).context("too many exports")?.into();
    let table = module.tables.add_local(false, count, Some(count), RefType::FUNCREF);
    let offset = ConstExpr::Value(Value::I32(0));
    let functions = others.iter().map(|(_, _, function)| *function).collect();
    let element =
        module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(functions));
    module.tables.get_mut(table).elem_segments.insert(element);
    module.exports.add("others", table);
    module.emit_wasm_file(&path)?;

    let names: Vec<_> = others.iter().map(|(name, ..)| name.as_str()).collect();
    let names = serde_json::to_string(&names)?;
    // By themselves, so that the bundle need not keep the whole glue as an object.
    let imports: Vec<_> = module.imports.iter().map(|import| import.name.as_str()).collect();
    let imports = imports.join(", ");
    let text = droppable(&room::entering(&text));
    fs::write(
        &glue,
        format!("{text}export const others = {names}\nexport const imports = {{ {imports} }}\n"),
    )?;
    append(&folder.join("countersign.d.ts"), TYPES)
}

/// The glue without what keeps each of its classes in every bundle: nothing disposes of a handle but the classes around
/// it, and a registry that nobody registers with may go.
fn droppable(glue: &str) -> String {
    let lines = glue.lines().filter(|line| !line.starts_with("if (Symbol.dispose)"));
    let pure = |line: &str| {
        line.replace(": new FinalizationRegistry(", ": /* @__PURE__ */ new FinalizationRegistry(")
    };
    lines.map(|line| pure(line) + "\n").collect()
}

const TYPES: &str = "
export const others: string[]
export const imports: Record<string, Function>
export function __wbg_set_wasm(exports: any): void
";

fn append(path: &Path, text: &str) -> Result<()> {
    let file = OpenOptions::new().append(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("cannot write {}", path.display()))
}
