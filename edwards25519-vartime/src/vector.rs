//! Four field elements in nine vectors.

use std::array;

use crate::field::Field;
use crate::lanes::{High, Lanes, Low};
use crate::limb::{Column, EXCESS, lower, product, square, upper};
use crate::quad::Quad;

/// Four elements whose limbs of equal weight share a vector.
#[derive(Clone, Copy)]
pub(crate) struct Vector<L>([L; 9]);

impl<L: Lanes> Vector<L> {
    #[inline(always)]
    fn each(&mut self, step: impl Fn(L) -> L) {
        for limb in &mut self.0 {
            *limb = step(*limb);
        }
    }

    #[inline(always)]
    fn reduced(low: &[L::Pair; 17], high: &[L::Pair; 17]) -> Self {
        let constants = L::Pair::constants();
        let (upper_low, upper_high) = (upper(low, &constants), upper(high, &constants));
        let fold = L::splat(1216).opaque();
        let upper: [L; 9] = array::from_fn(|place| L::packed(upper_low[place], upper_high[place]).opaque());
        let low = lower(low, upper.map(|limb| limb.low_products(fold)), &constants);
        let high = lower(high, upper.map(|limb| limb.high_products(fold)), &constants);
        let excess = L::splat(EXCESS).opaque();
        Self(array::from_fn(|place| L::packed(low[place], high[place]).minus(excess)))
    }

    /// Limbs of up to four times the reduced size, reduced.
    #[inline(always)]
    fn carry(&mut self) {
        let excess = L::splat(EXCESS).opaque();
        let carries = self.0.map(|limb| limb.plus(excess).shifted_down());
        for (place, limb) in self.0.iter_mut().enumerate() {
            *limb = limb.minus(carries[place].shifted_up());
            *limb = limb.plus(if place > 0 { carries[place - 1] } else { folded(carries[8]) });
        }
    }
}

/// 1216 = 19 · 64 times a number of few bits, in sums: no vector multiplication of 32 bits is cheaper.
#[inline(always)]
fn folded<L: Lanes>(lanes: L) -> L {
    let twice = |lanes: L| lanes.plus(lanes);
    let nineteen = twice(twice(twice(twice(lanes)))).plus(twice(lanes)).plus(lanes);
    (0..6).fold(nineteen, |lanes, _| twice(lanes))
}

/// The lanes where the mask is 0, and the negatives of those where it is −1.
#[inline(always)]
fn signed<L: Lanes>(lanes: L, mask: L) -> L {
    lanes.xor(mask).minus(mask)
}

impl<L: Lanes> Quad for Vector<L> {
    fn from_fields(fields: [Field; 4]) -> Self {
        Self(array::from_fn(|place| L::new(fields.map(|field| field.0[place]))))
    }

    fn to_fields(&self) -> [Field; 4] {
        let limbs = self.0.map(L::to_array);
        array::from_fn(|lane| Field(limbs.map(|lanes| lanes[lane])))
    }

    // Called, not inlined: what holds two multiplications at once has too few registers for either.
    #[inline(never)]
    fn multiply(&mut self, other: &Self) {
        let low = product(self.0.map(Low), other.0.map(Low));
        let high = product(self.0.map(High), other.0.map(High));
        *self = Self::reduced(&low, &high);
    }

    #[inline(never)]
    fn square(&mut self) {
        let low = square(self.0.map(Low));
        let high = square(self.0.map(High));
        *self = Self::reduced(&low, &high);
    }

    #[inline(always)]
    fn spread(&mut self) {
        let (x_mask, sign) = (L::constant(&[-1, -1, 0, 0]), L::constant(&[-1, 0, 0, 0]));
        self.each(|lanes| {
            let x = lanes.shuffled::<0, 0, 0, 0>().and(x_mask);
            lanes.shuffled::<1, 1, 2, 3>().plus(signed(x, sign))
        });
    }

    #[inline(always)]
    fn cross(&mut self) {
        let sign = L::constant(&[-1, 0, -1, 0]);
        self.each(|lanes| lanes.shuffled::<1, 1, 3, 3>().plus(signed(lanes.shuffled::<0, 0, 2, 2>(), sign)));
    }

    #[inline(always)]
    fn join(&mut self) {
        let right = Self(self.0.map(|lanes| lanes.shuffled::<2, 1, 1, 3>()));
        self.each(|lanes| lanes.shuffled::<0, 3, 0, 2>());
        self.multiply(&right);
    }

    #[inline(always)]
    fn sum(&mut self) {
        let y_mask = L::constant(&[0, 0, -1, 0]);
        self.each(|lanes| lanes.shuffled::<0, 1, 0, 3>().plus(lanes.shuffled::<1, 1, 1, 1>().and(y_mask)));
    }

    #[inline(always)]
    fn unite(&mut self) {
        let (s_mask, w_mask) = (L::constant(&[-1, 0, 0, 0]), L::constant(&[0, 0, -1, 0]));
        let b_sign = L::constant(&[-1, -1, 0, 0]);
        self.each(|lanes| {
            let (a, b) = (lanes.shuffled::<0, 0, 0, 0>(), lanes.shuffled::<1, 1, 1, 1>());
            let s = lanes.shuffled::<2, 2, 2, 2>().and(s_mask);
            let w = lanes.shuffled::<3, 3, 3, 3>().and(w_mask);
            signed(b, b_sign).minus(a).plus(s).minus(w).minus(w)
        });
        self.carry();
    }

    #[inline(always)]
    fn negate(&mut self) {
        let sign = L::constant(&[-1, 0, -1, 0]);
        self.each(|lanes| signed(lanes, sign));
    }

    #[inline(always)]
    fn drop_third(&mut self) {
        let mask = L::constant(&[-1, -1, 0, -1]);
        self.each(|lanes| lanes.and(mask));
    }

    #[inline(always)]
    fn touch(&self) -> i32 {
        let lanes = self.0[0].xor(self.0[4]).xor(self.0[8]);
        let [first, ..] = lanes.to_array();
        first
    }
}
