//! Multiples of a point, computed beforehand.

use std::hint::black_box;

use crate::digits::{self, MAX_WINDOWS};
use crate::point::{Extended, Factors, Term};
use crate::quad::Quad;
use crate::sum::Running;

/// What a table trades: its memory against the work of a multiplication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The bits of a signed digit.
    window: usize,
    /// The digits that share a column of multiples. Every row but one costs `window` doublings.
    rows: usize,
}

impl Shape {
    /// 6.75 KiB: 64 additions and 40 doublings.
    pub const NARROW: Self = Self { window: 4, rows: 11 };
    /// 58.5 KiB: 51 additions and 5 doublings.
    pub const WIDE: Self = Self { window: 5, rows: 2 };
    /// 576 KiB: 32 additions and no doubling.
    pub const WIDEST: Self = Self { window: 8, rows: 1 };

    /// The bytes of a table of this shape.
    pub const fn bytes(self) -> usize {
        // Four elements of nine limbs of four bytes.
        self.columns() * self.multiples() * 144
    }

    // A scalar has 253 bits; one more keeps the last digit from carrying.
    const fn columns(self) -> usize {
        254_usize.div_ceil(self.window * self.rows)
    }

    const fn multiples(self) -> usize {
        1 << (self.window - 1)
    }
}

/// The multiples of one point that a multiplication adds up.
///
/// Columns follow each other; the one at `c` holds 1, 2, … 2^(window−1) times 2^(window·rows·c) times the point.
pub(crate) struct Multiples<Q> {
    shape: Shape,
    terms: Vec<Term<Q>>,
}

impl<Q: Quad> Multiples<Q> {
    /// `None` where there is no memory for it.
    pub(crate) fn new(point: &Extended<Q>, shape: Shape) -> Option<Self> {
        let mut terms = Vec::new();
        terms.try_reserve_exact(shape.columns() * shape.multiples()).ok()?;
        let factors = Factors::new();
        let mut multiple = *point;
        for _ in 0..shape.columns() {
            let base = Term::new(&multiple, &factors);
            terms.push(base);
            for _ in 1..shape.multiples() {
                multiple.add(&base);
                terms.push(Term::new(&multiple, &factors));
            }
            // From 2^(window−1) times this column's base to the next one's.
            (0..1 + shape.window * (shape.rows - 1)).for_each(|_| multiple.double());
        }
        Some(Self { shape, terms })
    }

    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        self.terms.len() * size_of::<Term<Q>>()
    }

    /// Adds `scalar`, below 2^253, times the table's point.
    pub(crate) fn add_multiple(&self, scalar: &[u8; 32], sum: &mut Running<Q>) {
        let digits = digits::windows(scalar, self.shape.window);
        // What is in the sum already must not be doubled.
        if self.shape.rows > 1 && !sum.is_empty() {
            let mut product = Running::new();
            self.add_rows(&digits, &mut product);
            sum.merge(product, &Factors::new());
        } else {
            self.add_rows(&digits, sum);
        }
    }

    fn add_rows(&self, digits: &[i16; MAX_WINDOWS], sum: &mut Running<Q>) {
        for row in (0..self.shape.rows).rev() {
            if row + 1 < self.shape.rows {
                sum.double(self.shape.window);
            }
            self.add_row(digits, row, sum);
        }
    }

    /// The terms that a row's digits name: first those with a plus, then those with a minus, so that no branch hangs on a
    /// sign that nobody can predict.
    fn add_row(&self, digits: &[i16; MAX_WINDOWS], row: usize, sum: &mut Running<Q>) {
        let mut named = [&self.terms[0]; MAX_COLUMNS];
        let (mut positive, mut negative) = (0, MAX_COLUMNS);
        let columns = self.terms.chunks_exact(self.shape.multiples());
        for (column, digit) in columns.zip(digits[row..].iter().step_by(self.shape.rows)) {
            let Some(term) = column.get(usize::from(digit.unsigned_abs()).wrapping_sub(1)) else { continue };
            if *digit > 0 {
                named[positive] = term;
                positive += 1;
            } else {
                negative -= 1;
                named[negative] = term;
            }
        }
        // All at once, so that their cache misses overlap: after a request's other work, a wide table is out of the cache.
        black_box(named.iter().fold(0, |touched, term| touched ^ term.touch()));
        named[..positive].iter().for_each(|term| sum.add(term));
        sum.subtract(named[negative..].iter().copied());
    }
}

/// As many columns as the widest shape has.
const MAX_COLUMNS: usize = 32;
