//! Points of the twisted Edwards curve −x² + y² = 1 + dx²y² (RFC 8032 §5.1).
//!
//! Extended coordinates and complete formulas of Hisil, Wong, Carter and Dawson, "Twisted Edwards curves revisited" (2008):
//! they have no exceptions, so points of small and of mixed order are added like all others.

use crate::field::Field;
use crate::quad::Quad;

/// (X, Y, T, Z) with x = X/Z, y = Y/Z and xy = T/Z.
#[derive(Clone, Copy)]
pub(crate) struct Extended<Q>(Q);

/// (Y − X, Y + X, 2dT, 2Z) of a point: what an addition wants of its second term.
#[derive(Clone, Copy)]
pub(crate) struct Term<Q>(Q);

/// d = −121665/121666, of the curve's equation.
pub(crate) const D: Field = Field([
    -212_240_202,
    257_584_721,
    -260_691_235,
    1_350_275,
    -24_543_225,
    3_980_221,
    -103_927_011,
    -37_392_896,
    -3_013_779,
]);
const TWICE_D: Field = Field([
    112_390_489,
    -21_701_471,
    15_488_443,
    2_700_549,
    -49_086_450,
    7_960_442,
    -207_854_022,
    -74_785_792,
    2_361_050,
]);

impl<Q: Quad> Extended<Q> {
    pub(crate) fn identity() -> Self {
        Self(Q::from_fields([Field::ZERO, Field::ONE, Field::ZERO, Field::ONE]))
    }

    /// The point with these affine coordinates.
    pub(crate) fn from_affine(x: Field, y: Field) -> Self {
        Self(Q::from_fields([x, y, x.times(&y), Field::ONE]))
    }

    /// x and y.
    pub(crate) fn to_affine(self) -> (Field, Field) {
        let [x, y, _, z] = self.0.to_fields();
        let inverse = z.inverted();
        (x.times(&inverse), y.times(&inverse))
    }

    /// The point that a term was made of; its T is not needed.
    pub(crate) fn from_term(term: &Term<Q>) -> Self {
        let mut quad = term.0;
        quad.drop_third();
        quad.cross();
        quad.join();
        Self(quad)
    }

    /// A = (Y1 − X1)(Y2 − X2), B = (Y1 + X1)(Y2 + X2), C = T1·2dT2, D = Z1·2Z2;
    /// E = B − A, F = D − C, G = D + C, H = B + A.
    pub(crate) fn add(&mut self, term: &Term<Q>) {
        self.0.spread();
        self.0.multiply(&term.0);
        self.0.cross();
        self.0.join();
    }

    /// A = X², B = Y², S = (X + Y)², W = Z²; E = S − A − B, F = B − A − 2W, G = B − A, H = −A − B.
    pub(crate) fn double(&mut self) {
        self.0.sum();
        self.0.square();
        self.0.unite();
        self.0.join();
    }

    pub(crate) fn negate(&mut self) {
        self.0.negate();
    }
}

impl<Q: Quad> Term<Q> {
    pub(crate) fn new(point: &Extended<Q>, factors: &Factors<Q>) -> Self {
        let mut quad = point.0;
        quad.spread();
        quad.multiply(&factors.0);
        Self(quad)
    }

    /// Brings the term into the processor's caches. What it answers with has no meaning.
    pub(crate) fn touch(&self) -> i32 {
        self.0.touch()
    }
}

/// (1, 1, 2d, 2): what makes a term of (Y − X, Y + X, T, Z).
pub(crate) struct Factors<Q>(Q);

impl<Q: Quad> Factors<Q> {
    pub(crate) fn new() -> Self {
        Self(Q::from_fields([Field::ONE, Field::ONE, TWICE_D, Field::from_small(2)]))
    }
}
