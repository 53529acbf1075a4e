//! Sums of multiples of points.

use crate::digits;
use crate::point::{Extended, Factors, Term};
use crate::quad::Quad;

/// A sum that nothing has been added to yet, or a point.
#[derive(Clone)]
pub(crate) struct Running<Q> {
    /// The point or, if `is_negated`, its opposite.
    point: Extended<Q>,
    is_negated: bool,
    is_empty: bool,
}

impl<Q: Quad> Running<Q> {
    pub(crate) fn new() -> Self {
        Self { point: Extended::identity(), is_negated: false, is_empty: true }
    }

    pub(crate) fn of(point: &Extended<Q>) -> Self {
        Self { point: *point, is_negated: false, is_empty: false }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.is_empty
    }

    pub(crate) fn into_point(mut self) -> Extended<Q> {
        self.turn(false);
        self.point
    }

    /// Adds the term, or its opposite. A term has no sign of its own, so the sum takes the sign that is wanted.
    #[inline]
    pub(crate) fn add(&mut self, term: &Term<Q>, is_negative: bool) {
        if self.is_empty {
            self.point = Extended::from_term(term);
            (self.is_negated, self.is_empty) = (is_negative, false);
        } else {
            self.turn(is_negative);
            self.point.add(term);
        }
    }

    #[inline]
    fn turn(&mut self, is_negated: bool) {
        if self.is_negated != is_negated {
            self.point.negate();
            self.is_negated = is_negated;
        }
    }

    #[inline]
    pub(crate) fn double(&mut self, times: usize) {
        if !self.is_empty {
            (0..times).for_each(|_| self.point.double());
        }
    }

    /// Adds scalars, below 2^253, times points without a table of multiples: all by the same doublings (Straus).
    pub(crate) fn add_multiples<const N: usize>(&mut self, terms: [(&[u8; 32], &Extended<Q>); N]) {
        let factors = Factors::new();
        let multiples =
            terms.map(|(scalar, point)| (digits::non_adjacent(scalar), odd_multiples(point, &factors)));
        let mut product = Self::new();
        let mut doublings = 0;
        for place in (0..digits::MAX_DIGITS).rev() {
            doublings += 1;
            for (digits, odd) in &multiples {
                let digit = digits[place];
                if digit != 0 {
                    product.double(doublings);
                    doublings = 0;
                    product.add(&odd[usize::from(digit.unsigned_abs() / 2)], digit < 0);
                }
            }
        }
        product.double(doublings);
        self.merge(product, &factors);
    }

    pub(crate) fn merge(&mut self, other: Self, factors: &Factors<Q>) {
        if self.is_empty {
            *self = other;
        } else if !other.is_empty {
            self.add(&Term::new(&other.point, factors), other.is_negated);
        }
    }
}

/// 1, 3, 5 … 15 times the point.
fn odd_multiples<Q: Quad>(point: &Extended<Q>, factors: &Factors<Q>) -> [Term<Q>; 8] {
    let mut twice = *point;
    twice.double();
    let twice = Term::new(&twice, factors);
    let mut odd = [Term::new(point, factors); 8];
    let mut multiple = *point;
    for term in &mut odd[1..] {
        multiple.add(&twice);
        *term = Term::new(&multiple, factors);
    }
    odd
}
