//! Four field elements in 36 numbers: the way of every target without vectors that multiply.

use crate::field::Field;
use crate::quad::Quad;

/// Four elements one after the other.
#[derive(Clone, Copy)]
pub(crate) struct Scalar([Field; 4]);

impl Quad for Scalar {
    fn from_fields(fields: [Field; 4]) -> Self {
        Self(fields)
    }

    fn to_fields(&self) -> [Field; 4] {
        self.0
    }

    fn multiply(&mut self, other: &Self) {
        for (element, factor) in self.0.iter_mut().zip(&other.0) {
            *element = element.times(factor);
        }
    }

    fn square(&mut self) {
        for element in &mut self.0 {
            *element = element.squared();
        }
    }

    #[inline]
    fn spread(&mut self) {
        let [x, y, t, z] = self.0;
        self.0 = [y.minus(x), y.plus(x), t, z];
    }

    #[inline]
    fn cross(&mut self) {
        let [a, b, c, d] = self.0;
        self.0 = [b.minus(a), b.plus(a), d.minus(c), d.plus(c)];
    }

    #[inline]
    fn join(&mut self) {
        let [e, h, f, g] = &self.0;
        self.0 = [e.times(f), g.times(h), e.times(h), f.times(g)];
    }

    #[inline]
    fn sum(&mut self) {
        self.0[2] = self.0[0].plus(self.0[1]);
    }

    #[inline]
    fn unite(&mut self) {
        let [a, b, s, w] = self.0;
        let (h, g) = (a.plus(b).negated(), b.minus(a));
        self.0 = [s.plus(h), h, g.minus(w).minus(w), g].map(Field::carried);
    }

    #[inline]
    fn negate(&mut self) {
        self.0[0] = self.0[0].negated();
        self.0[2] = self.0[2].negated();
    }

    #[inline]
    fn drop_third(&mut self) {
        self.0[2] = Field::ZERO;
    }

    #[inline]
    fn touch(&self) -> i32 {
        self.0[0].0[0] ^ self.0[1].0[7] ^ self.0[3].0[8]
    }
}
