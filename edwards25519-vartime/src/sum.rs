//! Sums of multiples of points.

use crate::digits;
use crate::point::{Extended, Factors, Term};
use crate::quad::Quad;

/// A sum that nothing has been added to yet, or a point.
pub(crate) struct Running<Q> {
    point: Extended<Q>,
    is_empty: bool,
}

impl<Q: Quad> Running<Q> {
    pub(crate) fn new() -> Self {
        Self { point: Extended::identity(), is_empty: true }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.is_empty
    }

    pub(crate) fn point(&self) -> &Extended<Q> {
        &self.point
    }

    #[inline]
    pub(crate) fn add(&mut self, term: &Term<Q>) {
        if self.is_empty {
            self.point = Extended::from_term(term);
            self.is_empty = false;
        } else {
            self.point.add(term);
        }
    }

    /// a − b = −(−a + b): a term has no sign of its own.
    #[inline]
    pub(crate) fn subtract<'a>(&mut self, terms: impl Iterator<Item = &'a Term<Q>>)
    where
        Q: 'a,
    {
        self.point.negate();
        terms.for_each(|term| self.add(term));
        self.point.negate();
    }

    #[inline]
    pub(crate) fn double(&mut self, times: usize) {
        if !self.is_empty {
            (0..times).for_each(|_| self.point.double());
        }
    }

    /// Adds `scalar`, below 2^253, times `point`, whose multiples nobody has computed yet.
    pub(crate) fn add_multiple(&mut self, scalar: &[u8; 32], point: &Extended<Q>) {
        let factors = Factors::new();
        let odd = odd_multiples(point, &factors);
        let mut product = Self::new();
        let mut doublings = 0;
        for digit in digits::non_adjacent(scalar).iter().rev() {
            doublings += 1;
            if *digit == 0 {
                continue;
            }
            product.double(doublings);
            doublings = 0;
            let term = &odd[usize::from(digit.unsigned_abs() / 2)];
            if *digit > 0 {
                product.add(term);
            } else {
                product.subtract([term].into_iter());
            }
        }
        product.double(doublings);
        self.merge(product, &factors);
    }

    pub(crate) fn merge(&mut self, other: Self, factors: &Factors<Q>) {
        if self.is_empty {
            *self = other;
        } else if !other.is_empty {
            self.point.add(&Term::new(&other.point, factors));
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
