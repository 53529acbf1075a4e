//! Four numbers that are worked on at once.

#[cfg(test)]
mod array;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;

#[cfg(test)]
pub(crate) use array::Array;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) use simd128::Simd;

use crate::limb::{Column, Limb};

/// Four signed numbers of 32 bits.
pub(crate) trait Lanes: Copy {
    /// Two signed numbers of 64 bits.
    type Pair: Column;

    fn new(numbers: [i32; 4]) -> Self;
    /// The same, for numbers that many operations share.
    fn constant(numbers: &'static [i32; 4]) -> Self {
        Self::new(*numbers)
    }

    fn to_array(self) -> [i32; 4];
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn and(self, mask: Self) -> Self;
    fn xor(self, mask: Self) -> Self;
    /// Each number times 2^29.
    fn shifted_up(self) -> Self;
    /// Each number divided by 2^29, rounded down.
    fn shifted_down(self) -> Self;
    /// The numbers of the four lanes that are named.
    fn shuffled<const A: usize, const B: usize, const C: usize, const D: usize>(self) -> Self;
    /// The products of lanes 0 and 1.
    fn low_products(self, other: Self) -> Self::Pair;
    /// The products of lanes 2 and 3.
    fn high_products(self, other: Self) -> Self::Pair;
    /// The lower halves of two pairs, which are the numbers themselves if they have 32 bits.
    fn packed(low: Self::Pair, high: Self::Pair) -> Self;

    /// The same numbers, of which the compiler knows nothing.
    fn opaque(self) -> Self {
        self
    }

    fn splat(number: i32) -> Self {
        Self::new([number; 4])
    }
}

/// Limbs of the elements in lanes 0 and 1.
#[derive(Clone, Copy)]
pub(crate) struct Low<L>(pub(crate) L);

/// Limbs of the elements in lanes 2 and 3.
#[derive(Clone, Copy)]
pub(crate) struct High<L>(pub(crate) L);

impl<L: Lanes> Limb for Low<L> {
    type Column = L::Pair;

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self(self.0.minus(other.0))
    }

    #[inline(always)]
    fn times(self, other: Self) -> L::Pair {
        self.0.low_products(other.0)
    }
}

impl<L: Lanes> Limb for High<L> {
    type Column = L::Pair;

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self(self.0.minus(other.0))
    }

    #[inline(always)]
    fn times(self, other: Self) -> L::Pair {
        self.0.high_products(other.0)
    }
}
