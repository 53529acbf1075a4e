//! Multiples of a point, computed beforehand, as signed combs (Lim and Lee 1994; with digits that are never zero: Hedabou,
//! Pinel and Bénéteau 2005).
//!
//! A scalar k is written with t digits of 1 and −1: Σ dᵢ·2ⁱ with dᵢ = 1 if bit i + 1 of k is set, and the topmost 1, is k
//! if k is odd, and k + 1 if it is even. A comb's teeth are so far apart that they take t / teeth positions; what its teeth
//! touch in one position is one of the multiples in the table, or the opposite of one. A table has several combs, side by
//! side, and all move at once: a doubling for each position that one of them has.

use std::hint::black_box;

use crate::digits::{bit, bits};
use crate::point::{Extended, Factors, Term};
use crate::quad::Quad;
use crate::sum::Running;

/// What a table trades: its memory against the work of a multiplication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    teeth: usize,
    combs: usize,
}

impl Shape {
    /// 6.9 KiB: 51 or 52 additions and 16 doublings.
    pub const NARROW: Self = Self { teeth: 5, combs: 3 };
    /// 72 KiB: 32 or 33 additions and 7 doublings.
    pub const WIDE: Self = Self { teeth: 8, combs: 4 };
    /// 1.8 MiB: 26 or 27 additions and no doubling.
    pub const WIDEST: Self = Self { teeth: 10, combs: 26 };

    /// The bytes of a table of this shape.
    pub const fn bytes(self) -> usize {
        // Four elements of nine limbs of four bytes.
        self.terms() * 144
    }

    /// The point itself, and what each comb can touch.
    const fn terms(self) -> usize {
        1 + self.combs * self.multiples()
    }

    // The topmost tooth counts as positive.
    const fn multiples(self) -> usize {
        1 << (self.teeth - 1)
    }

    /// How far the teeth are apart. Scalars have 253 bits, and their digits as many; more do no harm.
    const fn spacing(self) -> usize {
        254_usize.div_ceil(self.teeth)
    }

    /// How many positions each comb has.
    const fn positions(self) -> usize {
        self.spacing().div_ceil(self.combs)
    }
}

/// The multiples of one point that a multiplication adds up.
///
/// First the point itself, then comb after comb. The one at `c` has its tooth `i` at 2^(spacing·i + positions·c) times the
/// point; its multiples are the sum of the topmost tooth and, with a plus if the bit `i` of their index is set, of the others.
pub(crate) struct Multiples<Q> {
    shape: Shape,
    terms: Vec<Term<Q>>,
}

impl<Q: Quad> Multiples<Q> {
    /// `None` if there is no memory for it.
    pub(crate) fn new(point: &Extended<Q>, shape: Shape) -> Option<Self> {
        let mut terms = Vec::new();
        terms.try_reserve_exact(shape.terms()).ok()?;
        let factors = Factors::new();
        terms.push(Term::new(point, &factors));
        let powers = powers_of_two(point, shape.spacing() * shape.teeth)?;
        for comb in 0..shape.combs {
            let tooth = |index: usize| &powers[shape.spacing() * index + shape.positions() * comb];
            let mut lowest = Running::of(tooth(shape.teeth - 1));
            for index in 0..shape.teeth - 1 {
                lowest.add(&Term::new(tooth(index), &factors), true);
            }
            let first = terms.len();
            let mut multiples = Vec::new();
            multiples.try_reserve_exact(shape.multiples()).ok()?;
            multiples.push(lowest.into_point());
            for index in 0..shape.teeth - 1 {
                let mut twice = *tooth(index);
                twice.double();
                let twice = Term::new(&twice, &factors);
                for below in 0..1 << index {
                    let mut multiple = multiples[below];
                    multiple.add(&twice);
                    multiples.push(multiple);
                }
            }
            terms.extend(multiples.iter().map(|multiple| Term::new(multiple, &factors)));
            debug_assert_eq!(terms.len(), first + shape.multiples());
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
        // What is in the sum already must not be doubled.
        if self.shape.positions() > 1 && !sum.is_empty() {
            let mut product = Running::new();
            self.add_positions(scalar, &mut product);
            sum.merge(product, &Factors::new());
        } else {
            self.add_positions(scalar, sum);
        }
    }

    fn add_positions(&self, scalar: &[u8; 32], sum: &mut Running<Q>) {
        let Shape { combs, .. } = self.shape;
        let positions = self.shape.positions();
        let teeth = self.teeth(scalar);
        let mut touched = [(&self.terms[0], false); MAX_TOUCHED];
        for position in 0..positions {
            for comb in 0..combs {
                touched[position * combs + comb] = self.touched(&teeth, comb, position);
            }
        }
        let touched = &touched[..positions * combs];
        // All at once, so that their cache misses overlap: after a request's other work, a wide table is out of the cache.
        black_box(touched.iter().fold(0, |number, (term, _)| number ^ term.touch()));
        for (index, row) in touched.chunks_exact(combs).enumerate().rev() {
            if index + 1 < positions {
                sum.double(1);
            }
            row.iter().for_each(|(term, is_negative)| sum.add(term, *is_negative));
        }
        if !bit(scalar, 0) {
            sum.add(&self.terms[0], true);
        }
    }

    /// The digits of the scalar that each tooth comes by: a set bit is 1, any other −1.
    #[inline]
    fn teeth(&self, scalar: &[u8; 32]) -> [u64; MAX_TEETH] {
        let spacing = self.shape.spacing();
        let mut teeth = [0; MAX_TEETH];
        for (tooth, digits) in teeth[..self.shape.teeth].iter_mut().enumerate() {
            *digits = bits(scalar, spacing * tooth + 1);
        }
        // The topmost digit of all.
        teeth[self.shape.teeth - 1] |= 1 << (spacing - 1);
        teeth
    }

    /// The multiple that a comb touches in a position, and whether its opposite is meant.
    #[inline]
    fn touched(&self, teeth: &[u64; MAX_TEETH], comb: usize, position: usize) -> (&Term<Q>, bool) {
        let place = self.shape.positions() * comb + position;
        let teeth = &teeth[..self.shape.teeth];
        let touched =
            teeth.iter().rev().fold(0, |touched, digits| touched << 1 | (digits >> place & 1) as usize);
        let multiples = self.shape.multiples();
        let is_negative = touched < multiples;
        // The opposite of a multiple has the other sign at each tooth.
        let index = if is_negative { multiples - 1 - touched } else { touched - multiples };
        (&self.terms[1 + comb * multiples + index], is_negative)
    }
}

/// 1, 2, 4 … times the point.
fn powers_of_two<Q: Quad>(point: &Extended<Q>, count: usize) -> Option<Vec<Extended<Q>>> {
    let mut powers = Vec::new();
    powers.try_reserve_exact(count).ok()?;
    let mut power = *point;
    for _ in 0..count {
        powers.push(power);
        power.double();
    }
    Some(powers)
}

/// As many multiples as the shape with the fewest teeth adds up.
const MAX_TOUCHED: usize = 51;
const MAX_TEETH: usize = 10;
