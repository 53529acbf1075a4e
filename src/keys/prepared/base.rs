//! The multiples of the base point, which every key shares.

use std::sync::OnceLock;

use edwards25519_vartime::{Point, Shape, Table};

/// The best table there is; without the memory for any, `None`.
pub(super) fn table() -> Option<&'static Table> {
    let first = || FIRST.get_or_init(|| Table::new(&Point::BASE, Shape::NARROW)).as_ref();
    LATER.get().and_then(Option::as_ref).or_else(first)
}

/// Builds the table that pays for itself only where many signatures are verified.
pub(super) fn widen() {
    LATER.get_or_init(|| Table::new(&Point::BASE, Shape::WIDEST));
}

static FIRST: OnceLock<Option<Table>> = OnceLock::new();
static LATER: OnceLock<Option<Table>> = OnceLock::new();
