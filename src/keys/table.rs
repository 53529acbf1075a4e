//! Multiples of a point, computed beforehand.

use std::array;

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;

/// What a table trades: its memory against the work of a multiplication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// The bits of a signed digit.
    window: usize,
    /// The digits that share a column of multiples. Every row but one costs `window` doublings.
    rows: usize,
}

impl Shape {
    /// 640 KiB: 32 additions and no doubling.
    pub(super) const WIDE: Self = Self { window: 8, rows: 1 };
    /// 1.1 MiB: 29 additions and no doubling.
    pub(super) const WIDEST: Self = Self { window: 9, rows: 1 };
    /// 7.5 KiB: 64 additions and 40 doublings.
    pub(super) const NARROW: Self = Self { window: 4, rows: 11 };

    /// The bytes of a table of this shape.
    pub(super) const fn bytes(self) -> usize {
        self.columns() * self.multiples() * size_of::<EdwardsPoint>()
    }

    // A scalar has 253 bits; one more keeps the last digit from carrying.
    const fn columns(self) -> usize {
        254_usize.div_ceil(self.window * self.rows)
    }

    const fn multiples(self) -> usize {
        1 << (self.window - 1)
    }
}

/// The multiples of one point that scalar multiplication adds up.
///
/// Columns follow each other; the one at `c` holds 1, 2, … 2^(window−1) times 2^(window·rows·c) times the point.
pub(super) struct Table {
    shape: Shape,
    points: Vec<EdwardsPoint>,
}

impl Table {
    pub(super) fn new(point: &EdwardsPoint, shape: Shape) -> Self {
        let mut points = Vec::with_capacity(shape.columns() * shape.multiples());
        let mut base = *point;
        for _ in 0..shape.columns() {
            if let Some(last) = points.last() {
                base = times_power_of_two(last, 1 + shape.window * (shape.rows - 1));
            }
            let mut multiple = base;
            points.push(multiple);
            for _ in 1..shape.multiples() {
                multiple += &base;
                points.push(multiple);
            }
        }
        Self { shape, points }
    }

    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    /// `scalar` times the table's point, plus `addend`. In variable time: for public scalars only.
    pub(super) fn mul_add(&self, scalar: &Scalar, addend: Option<&EdwardsPoint>) -> EdwardsPoint {
        let digits = signed_digits(scalar, self.shape.window);
        let mut sum = None;
        for row in (1..self.shape.rows).rev() {
            sum = Some(times_power_of_two(&self.add_row(sum, &digits, row), self.shape.window));
        }
        let sum = match (sum, addend) {
            (Some(sum), Some(addend)) => Some(sum + addend),
            (sum, addend) => sum.or(addend.copied()),
        };
        self.add_row(sum, &digits, 0)
    }

    /// The multiples that a row's digits name, added to `sum`; where there is none, the first of them begins it.
    fn add_row(&self, sum: Option<EdwardsPoint>, digits: &[i16; MAX_DIGITS], row: usize) -> EdwardsPoint {
        let digits = digits[row..].iter().step_by(self.shape.rows);
        // Fetched together, so that the misses of a wide table overlap: after a request's other work it is out of the cache.
        let mut fetched = [EdwardsPoint::default(); MAX_COLUMNS];
        let columns = self.points.chunks_exact(self.shape.multiples());
        for ((point, column), digit) in fetched.iter_mut().zip(columns).zip(digits.clone()) {
            if let Some(multiple) = column.get(usize::from(digit.unsigned_abs()).wrapping_sub(1)) {
                *point = *multiple;
            }
        }
        let mut terms = fetched[..self.shape.columns()].iter().zip(digits).filter(|(_, digit)| **digit != 0);
        let first = |(point, digit): (&EdwardsPoint, &i16)| if *digit > 0 { *point } else { -point };
        let mut sum = sum.or_else(|| terms.next().map(first)).unwrap_or_default();
        for (point, digit) in terms {
            if *digit > 0 {
                sum += point;
            } else {
                sum -= point;
            }
        }
        sum
    }
}

/// The digits of `scalar` in radix 2^`window`, from −2^(window−1) + 1 to 2^(window−1), lowest first.
fn signed_digits(scalar: &Scalar, window: usize) -> [i16; MAX_DIGITS] {
    let mut bytes = scalar.as_bytes().iter();
    // At most 8 bits wait when 8 more come.
    let (mut waiting, mut length) = (0_u16, 0);
    let mut carry = 0;
    array::from_fn(|_| {
        while length < window {
            waiting |= bytes.next().map_or(0, |byte| u16::from(*byte)) << length;
            length += 8;
        }
        let digit = (waiting & ((1 << window) - 1)).cast_signed() + carry;
        waiting >>= window;
        length -= window;
        carry = i16::from(digit > 1 << (window - 1));
        digit - (carry << window)
    })
}

// The public API doubles by adding; its multiplication by 8 is 30 % cheaper than three additions.
fn times_power_of_two(point: &EdwardsPoint, exponent: usize) -> EdwardsPoint {
    let eightfold = (0..exponent / 3).fold(*point, |point, _| point.mul_by_cofactor());
    (0..exponent % 3).fold(eightfold, |point, _| point + point)
}

/// As many digits as the shape with the smallest window has: 6 columns of 11 rows.
const MAX_DIGITS: usize = 66;
/// As the wide shape has.
const MAX_COLUMNS: usize = 32;

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    fn scalars() -> impl Iterator<Item = Scalar> {
        let small = (0..300_u16).map(Scalar::from);
        let large = (0..300_u16).map(|n| -Scalar::from(n));
        let edges = (0..253_u8).map(|bit| {
            let mut bytes = [0; 32];
            bytes[usize::from(bit / 8)] = 1 << (bit % 8);
            Scalar::from_bytes_mod_order(bytes) - Scalar::ONE
        });
        let runs = (0..=255_u8).map(|byte| Scalar::from_bytes_mod_order([byte; 32]));
        small.chain(large).chain(edges).chain(runs)
    }

    #[test]
    fn tables_multiply_like_the_curve() {
        // A point of mixed order: a table must not assume the prime-order subgroup.
        let point = ED25519_BASEPOINT_POINT + EIGHT_TORSION[1];
        for shape in [Shape::WIDEST, Shape::WIDE, Shape::NARROW] {
            let table = Table::new(&point, shape);
            assert_eq!(table.points.len() * size_of::<EdwardsPoint>(), shape.bytes());
            for scalar in scalars() {
                let product = point * scalar;
                assert_eq!(table.mul_add(&scalar, None), product);
                assert_eq!(table.mul_add(&scalar, Some(&EIGHT_TORSION[3])), product + EIGHT_TORSION[3]);
            }
        }
    }

    #[test]
    fn digits_stay_inside_a_column_and_end_before_the_last_carry() {
        for shape in [Shape::WIDEST, Shape::WIDE, Shape::NARROW] {
            let digits = shape.columns() * shape.rows;
            assert!(digits <= MAX_DIGITS);
            for scalar in scalars() {
                let all = signed_digits(&scalar, shape.window);
                assert!(all.iter().all(|digit| usize::from(digit.unsigned_abs()) <= shape.multiples()));
                assert!(all[digits..].iter().all(|digit| *digit == 0));
            }
        }
    }
}
