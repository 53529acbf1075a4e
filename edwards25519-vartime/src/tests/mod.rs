//! Comparisons with implementations that others have verified.

mod field;
mod points;
mod walks;
