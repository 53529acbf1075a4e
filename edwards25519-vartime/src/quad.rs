//! Four field elements side by side: the coordinates of a point, or what becomes of them.

use crate::field::Field;

/// Four elements, and the steps between the multiplications of a point addition or doubling, each in place: a copy of four
/// elements costs as much as such a step.
///
/// The lanes are named as in the formulas of `point.rs`.
pub(crate) trait Quad: Copy {
    fn from_fields(fields: [Field; 4]) -> Self;
    fn to_fields(&self) -> [Field; 4];
    /// The four products, reduced.
    fn multiply(&mut self, other: &Self);
    /// The four squares, reduced.
    fn square(&mut self);
    /// (X, Y, T, Z) → (Y − X, Y + X, T, Z)
    fn spread(&mut self);
    /// (A, B, C, D) → (B − A, B + A, D − C, D + C) = (E, H, F, G)
    fn cross(&mut self);
    /// (E, H, F, G) → (E·F, G·H, E·H, F·G) = (X, Y, T, Z)
    fn join(&mut self);
    /// (X, Y, T, Z) → (X, Y, X + Y, Z)
    fn sum(&mut self);
    /// (A, B, S, W) → (S − A − B, −A − B, B − A − 2W, B − A) = (E, H, F, G), reduced
    fn unite(&mut self);
    /// (X, Y, T, Z) → (−X, Y, −T, Z)
    fn negate(&mut self);
    /// (A, B, C, D) → (A, B, 0, D)
    fn drop_third(&mut self);
    /// A number out of each of the cache lines, of 64 bytes, that the elements lie in.
    fn touch(&self) -> i32;
}
