//! Lanes in WebAssembly's 128-bit registers.

use std::arch::wasm32::{
    i32x4, i32x4_add, i32x4_extract_lane, i32x4_shl, i32x4_shr, i32x4_shuffle, i32x4_sub, i64x2, i64x2_add,
    i64x2_extmul_high_i32x4, i64x2_extmul_low_i32x4, i64x2_mul, i64x2_splat, i64x2_sub, u64x2_shr, v128,
    v128_and, v128_xor,
};
use std::hint::black_box;

use crate::lanes::Lanes;
use crate::limb::{Column, Constants, constants};

/// Four numbers in a register.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Simd(v128);

/// Two numbers in a register.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair(v128);

impl Lanes for Simd {
    type Pair = Pair;

    #[inline(always)]
    fn new([a, b, c, d]: [i32; 4]) -> Self {
        Self(i32x4(a, b, c, d))
    }

    #[inline(always)]
    fn constant(numbers: &'static [i32; 4]) -> Self {
        Self::new(*black_box(numbers))
    }

    #[inline(always)]
    fn to_array(self) -> [i32; 4] {
        [
            i32x4_extract_lane::<0>(self.0),
            i32x4_extract_lane::<1>(self.0),
            i32x4_extract_lane::<2>(self.0),
            i32x4_extract_lane::<3>(self.0),
        ]
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self(i32x4_add(self.0, other.0))
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self(i32x4_sub(self.0, other.0))
    }

    #[inline(always)]
    fn and(self, mask: Self) -> Self {
        Self(v128_and(self.0, mask.0))
    }

    #[inline(always)]
    fn xor(self, mask: Self) -> Self {
        Self(v128_xor(self.0, mask.0))
    }

    #[inline(always)]
    fn shifted_up(self) -> Self {
        Self(i32x4_shl(self.0, 29))
    }

    #[inline(always)]
    fn shifted_down(self) -> Self {
        Self(i32x4_shr(self.0, 29))
    }

    #[inline(always)]
    fn shuffled<const A: usize, const B: usize, const C: usize, const D: usize>(self) -> Self {
        Self(i32x4_shuffle::<A, B, C, D>(self.0, self.0))
    }

    #[inline(always)]
    fn low_products(self, other: Self) -> Pair {
        Pair(i64x2_extmul_low_i32x4(self.0, other.0))
    }

    #[inline(always)]
    fn high_products(self, other: Self) -> Pair {
        Pair(i64x2_extmul_high_i32x4(self.0, other.0))
    }

    #[inline(always)]
    fn packed(low: Pair, high: Pair) -> Self {
        Self(i32x4_shuffle::<0, 2, 4, 6>(low.0, high.0))
    }

    // The compiler would see that the upper halves are empty, and multiply 64 bits by 64: three times as many instructions.
    #[inline(always)]
    fn opaque(self) -> Self {
        black_box(self)
    }
}

/// The constants of a reduction, in memory.
#[repr(align(16))]
struct Numbers([[i64; 2]; 6]);

static NUMBERS: Numbers = {
    let [mask, bias, next_bias, excess, next_excess, carried_bias] = constants(Pair::BIAS);
    Numbers([[mask; 2], [bias; 2], [next_bias; 2], [excess; 2], [next_excess; 2], [carried_bias; 2]])
};

impl Column for Pair {
    /// No processor of x86 before AVX-512 shifts 64-bit lanes and keeps their sign.
    const BIAS: i64 = 1 << 62;

    // Read from where the compiler cannot see what they are: engines build a vector constant anew at each use.
    #[inline(always)]
    fn constants() -> Constants<Self> {
        let [mask, bias, next_bias, excess, next_excess, carried_bias] =
            black_box(&NUMBERS).0.map(|[a, b]| Self(i64x2(a, b)));
        Constants { mask, bias, next_bias, excess, next_excess, carried_bias }
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self(i64x2_add(self.0, other.0))
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self(i64x2_sub(self.0, other.0))
    }

    #[inline(always)]
    fn and(self, mask: Self) -> Self {
        Self(v128_and(self.0, mask.0))
    }

    #[inline(always)]
    fn shifted(self) -> Self {
        Self(u64x2_shr(self.0, 29))
    }

    #[inline(always)]
    fn folded(self) -> Self {
        Self(i64x2_mul(self.0, i64x2_splat(1216)))
    }
}
