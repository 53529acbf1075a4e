//! Arithmetic on edwards25519 in *variable time*, for the verification of signatures: sums of multiples of points, and their
//! encodings (RFC 8032 §5.1).
//!
//! **Nothing here may ever see a secret.** How long a call takes, and which memory it reads, tells its scalars and its points.
//! A verifier's inputs are all public; a signer's are not, and belong to `curve25519-dalek`.
//!
//! ```
//! use edwards25519_vartime::{Point, Shape, Sum, Table};
//!
//! // 2·B + 3·B = 5·B, the first by a table of B's multiples.
//! let [two, three, five] = [2, 3, 5].map(|number| {
//!     let mut scalar = [0; 32];
//!     scalar[0] = number;
//!     scalar
//! });
//! let table = Table::new(&Point::BASE, Shape::WIDE).expect("there is memory for 58.5 KiB");
//! let mut sum = Sum::new();
//! table.add_multiple(&two, &mut sum);
//! Point::BASE.add_multiple(&three, &mut sum);
//!
//! let mut expected = Sum::new();
//! Point::BASE.add_multiple(&five, &mut expected);
//! assert_eq!(sum.encode(), expected.encode());
//! ```
//!
//! # How it works, and what proves it
//! An element of the field has nine signed limbs of 29 bits. With the target feature `simd128` of WebAssembly the four
//! coordinates of a point are multiplied at once; everywhere else one after the other. Both ways run the same formulas
//! (`point.rs`) over the same columns of products (`limb.rs`). In the tests
//! - `bounds.rs` follows every limb and every column of products through each operation as an interval: none overflows,
//!   whatever the input;
//! - the field is compared with `fiat-crypto`, whose arithmetic is formally verified, at limbs of the extreme sizes and at
//!   random ones;
//! - points, tables and encodings are compared with `curve25519-dalek`, points of small and of mixed order among them, for
//!   every way that the target can run.

mod digits;
mod encoding;
mod field;
mod invert;
#[cfg(any(test, all(target_arch = "wasm32", target_feature = "simd128")))]
mod lanes;
mod limb;
mod point;
mod quad;
#[cfg(any(test, not(all(target_arch = "wasm32", target_feature = "simd128"))))]
mod scalar;
mod sum;
mod table;
#[cfg(any(test, all(target_arch = "wasm32", target_feature = "simd128")))]
mod vector;

#[cfg(test)]
mod bounds;
#[cfg(test)]
mod tests;

use std::fmt;

pub use encoding::is_small_order;
pub use table::Shape;

use point::Extended;
use sum::Running;
use table::Multiples;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
type Engine = vector::Vector<lanes::Simd>;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
type Engine = scalar::Scalar;

/// A point of the curve, of any order.
#[derive(Clone, Copy)]
pub struct Point {
    x: field::Field,
    y: field::Field,
}

impl Point {
    /// The base point B (RFC 8032 §5.1).
    pub const BASE: Self = Self { x: encoding::BASE_X, y: encoding::BASE_Y };

    /// The point that 32 bytes encode (RFC 8032 §5.1.3), or `None` if they are not a point of the curve, or not its canonical
    /// encoding: a y of 2^255 − 19 or more, or an x of zero with a sign.
    pub fn decode(bytes: &[u8; 32]) -> Option<Self> {
        encoding::decode(bytes).map(|(x, y)| Self { x, y })
    }

    /// The 32 bytes of the point (RFC 8032 §5.1.2).
    pub fn encode(&self) -> [u8; 32] {
        encoding::encode(self.x, self.y)
    }

    /// The point with the opposite x.
    pub fn negated(&self) -> Self {
        Self { x: self.x.negated(), y: self.y }
    }

    /// Adds `scalar` times the point to `sum`, without a table. A scalar has its lowest byte first, and is below 2^253.
    pub fn add_multiple(&self, scalar: &[u8; 32], sum: &mut Sum) {
        sum.0.add_multiples([(scalar, &self.extended())]);
    }

    fn extended(&self) -> Extended<Engine> {
        Extended::from_affine(self.x, self.y)
    }
}

impl fmt::Debug for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Point").field(&self.encode()).finish()
    }
}

impl PartialEq for Point {
    fn eq(&self, other: &Self) -> bool {
        self.x == other.x && self.y == other.y
    }
}

impl Eq for Point {}

/// Multiples of a point, which make sums of them several times as fast.
pub struct Table(Multiples<Engine>);

impl Table {
    /// A table of the point's multiples, or `None` if there is no memory for it.
    pub fn new(point: &Point, shape: Shape) -> Option<Self> {
        Multiples::new(&point.extended(), shape).map(Self)
    }

    /// The table's shape, and so its size.
    pub fn shape(&self) -> Shape {
        self.0.shape()
    }

    /// Adds `scalar` times the table's point to `sum`. A scalar has its lowest byte first, and is below 2^253.
    ///
    /// Cheapest if the sum is still empty or the table needs no doubling ([`Shape::WIDEST`]).
    pub fn add_multiple(&self, scalar: &[u8; 32], sum: &mut Sum) {
        self.0.add_multiple(scalar, &mut sum.0);
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("shape", &self.shape()).finish_non_exhaustive()
    }
}

/// A sum of multiples of points: at first the identity.
pub struct Sum(Running<Engine>);

impl Sum {
    /// A sum of nothing.
    pub fn new() -> Self {
        Self(Running::new())
    }

    /// Adds scalars times points, without tables, in hardly more time than one of them takes. A scalar has its lowest byte first, and is
    /// below 2^253.
    pub fn add_multiples<const N: usize>(&mut self, terms: [(&[u8; 32], &Point); N]) {
        let points = terms.map(|(_, point)| point.extended());
        let mut index = 0;
        self.0.add_multiples(terms.map(|(scalar, _)| {
            index += 1;
            (scalar, &points[index - 1])
        }));
    }

    /// The 32 bytes of the sum (RFC 8032 §5.1.2).
    pub fn encode(&self) -> [u8; 32] {
        let (x, y) = self.0.clone().into_point().to_affine();
        encoding::encode(x, y)
    }
}

impl Default for Sum {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sum").field(&self.encode()).finish()
    }
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
