//! Lanes without an instruction set of their own: what the tests, Miri and the fuzzer run everywhere.

use crate::lanes::Lanes;
use crate::limb::{Column, Constants, constants};

/// Four numbers in an array.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Array([i32; 4]);

/// Two numbers in an array.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair([i64; 2]);

impl Array {
    fn with(self, other: Self, operation: impl Fn(i32, i32) -> i32) -> Self {
        Self(std::array::from_fn(|lane| operation(self.0[lane], other.0[lane])))
    }
}

impl Pair {
    fn with(self, other: Self, operation: impl Fn(i64, i64) -> i64) -> Self {
        Self(std::array::from_fn(|lane| operation(self.0[lane], other.0[lane])))
    }
}

impl Lanes for Array {
    type Pair = Pair;

    fn new(numbers: [i32; 4]) -> Self {
        Self(numbers)
    }

    fn to_array(self) -> [i32; 4] {
        self.0
    }

    fn plus(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }

    fn minus(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }

    fn and(self, mask: Self) -> Self {
        self.with(mask, |a, b| a & b)
    }

    fn xor(self, mask: Self) -> Self {
        self.with(mask, |a, b| a ^ b)
    }

    fn shifted_up(self) -> Self {
        Self(self.0.map(|number| number << 29))
    }

    fn shifted_down(self) -> Self {
        Self(self.0.map(|number| number >> 29))
    }

    fn shuffled<const A: usize, const B: usize, const C: usize, const D: usize>(self) -> Self {
        Self([self.0[A], self.0[B], self.0[C], self.0[D]])
    }

    fn low_products(self, other: Self) -> Pair {
        Pair([0, 1].map(|lane| i64::from(self.0[lane]) * i64::from(other.0[lane])))
    }

    fn high_products(self, other: Self) -> Pair {
        Pair([2, 3].map(|lane| i64::from(self.0[lane]) * i64::from(other.0[lane])))
    }

    fn packed(low: Pair, high: Pair) -> Self {
        Self([low.0[0], low.0[1], high.0[0], high.0[1]].map(|number| number as i32))
    }
}

impl Column for Pair {
    const BIAS: i64 = 1 << 62;

    fn constants() -> Constants<Self> {
        let [mask, bias, next_bias, excess, next_excess, carried_bias] =
            constants(Self::BIAS).map(|number| Self([number; 2]));
        Constants { mask, bias, next_bias, excess, next_excess, carried_bias }
    }

    fn plus(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }

    fn minus(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }

    fn and(self, mask: Self) -> Self {
        self.with(mask, |a, b| a & b)
    }

    // A negative number here is a bias too small: the test that overflows finds it.
    fn shifted(self) -> Self {
        Self(self.0.map(|number| (number.cast_unsigned() >> 29).cast_signed()))
    }

    fn folded(self) -> Self {
        Self(self.0.map(|number| number * 1216))
    }
}
