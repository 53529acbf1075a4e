//! The multiples of the base point, which every key shares.

use std::sync::OnceLock;

use edwards25519_vartime::{Point, Shape, Table};

/// The best table there is.
pub(super) fn table() -> Option<&'static Table> {
    LATER.get().or(FIRST.get()).and_then(Option::as_ref)
}

/// Builds the table that has paid for itself after two verifications. `None` if there is no memory for it.
pub(super) fn prepare() {
    FIRST.get_or_init(|| Table::new(&Point::BASE, Shape::NARROW));
}

/// Builds the table that pays for itself only if many signatures are verified.
pub(super) fn widen() {
    LATER.get_or_init(|| Table::new(&Point::BASE, Shape::WIDEST));
}

static FIRST: OnceLock<Option<Table>> = OnceLock::new();
static LATER: OnceLock<Option<Table>> = OnceLock::new();
