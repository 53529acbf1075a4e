//! The field of integers modulo p = 2^255 − 19.

use crate::limb::{Column, Constants, EXCESS, Limb, constants, lower, product, square, upper};

/// A field element in nine signed limbs of radix 2^29.
///
/// *Reduced* limbs are balanced: at most 2^28 + 4 in magnitude, and limbs 0 and 1 at most 2^28 + 2^14. What multiplies
/// gives reduced elements, and takes sums or differences of two of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field(pub(crate) [i32; 9]);

impl Limb for i64 {
    type Column = Self;

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self - other
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        self * other
    }
}

impl Column for i64 {
    const BIAS: i64 = 0;

    #[inline(always)]
    fn constants() -> Constants<i64> {
        let [mask, bias, next_bias, excess, next_excess, carried_bias] = constants(Self::BIAS);
        Constants { mask, bias, next_bias, excess, next_excess, carried_bias }
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self + other
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self - other
    }

    #[inline(always)]
    fn and(self, mask: Self) -> Self {
        self & mask
    }

    #[inline(always)]
    fn shifted(self) -> Self {
        self >> 29
    }

    #[inline(always)]
    fn folded(self) -> Self {
        self * 1216
    }
}

const MASK: i32 = (1 << 29) - 1;
/// The bits of 2^255 that the topmost limb holds: 255 = 8 · 29 + 23.
const TOP: u32 = 23;

impl Field {
    pub(crate) const ZERO: Self = Self([0; 9]);
    pub(crate) const ONE: Self = Self::from_small(1);

    pub(crate) const fn from_small(number: i32) -> Self {
        Self([number, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    /// The number below 2^255 in `bytes`, lowest first; the topmost bit is not looked at.
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Self {
        let mut limbs = [0; 9];
        let (mut waiting, mut length, mut bytes) = (0_u64, 0, bytes.iter());
        for limb in &mut limbs {
            while length < 29 {
                waiting |= bytes.next().map_or(0, |byte| u64::from(*byte)) << length;
                length += 8;
            }
            *limb = waiting as i32 & MASK;
            waiting >>= 29;
            length -= 29;
        }
        limbs[8] &= (1 << TOP) - 1;
        Self(limbs).carried()
    }

    /// The number itself, below p, lowest byte first.
    pub(crate) fn to_bytes(self) -> [u8; 32] {
        let limbs = self.canonical();
        let (mut waiting, mut length, mut limbs) = (0_u64, 0, limbs.into_iter());
        std::array::from_fn(|_| {
            if length < 8 {
                waiting |= u64::from(limbs.next().unwrap_or_default().cast_unsigned()) << length;
                length += 29;
            }
            let [byte, ..] = waiting.to_le_bytes();
            waiting >>= 8;
            length -= 8;
            byte
        })
    }

    /// The limbs of the number itself, below p: none is negative, and the topmost has 23 bits.
    pub(crate) fn canonical(self) -> [i32; 9] {
        let mut limbs = self.0;
        // Once, and the number is from −2^234 to 2^255 + 2^234; twice, and it is from 0 to 2^255 − 1.
        for _ in 0..2 {
            fold_top(&mut limbs);
            carry_up(&mut limbs);
        }
        // It is p or more if 19 more reach 2^255.
        let mut more = limbs;
        more[0] += 19;
        carry_up(&mut more);
        if more[8] >> TOP != 0 {
            limbs = more;
            limbs[8] &= (1 << TOP) - 1;
        }
        limbs
    }

    pub(crate) fn is_zero(self) -> bool {
        self.canonical() == [0; 9]
    }

    /// Whether the number itself, below p, is odd: the sign of an x (RFC 8032 §5.1.2).
    pub(crate) fn is_odd(self) -> bool {
        self.canonical()[0] & 1 == 1
    }

    #[inline(always)]
    pub(crate) fn plus(self, other: Self) -> Self {
        Self(std::array::from_fn(|place| self.0[place] + other.0[place]))
    }

    #[inline(always)]
    pub(crate) fn minus(self, other: Self) -> Self {
        Self(std::array::from_fn(|place| self.0[place] - other.0[place]))
    }

    #[inline(always)]
    pub(crate) fn negated(self) -> Self {
        Self(self.0.map(|limb| -limb))
    }

    /// Limbs of up to four times the reduced size, reduced. Each carries into the next, and no further.
    #[inline(always)]
    pub(crate) fn carried(self) -> Self {
        let carries = self.0.map(|limb| (limb + EXCESS) >> 29);
        Self(std::array::from_fn(|place| {
            let below = if place == 0 { 1216 * carries[8] } else { carries[place - 1] };
            self.0[place] - (carries[place] << 29) + below
        }))
    }

    // Called, not inlined: what holds seven multiplications at once has too few registers for any of them.
    #[inline(never)]
    pub(crate) fn times(&self, other: &Self) -> Self {
        Self::reduced(product(self.0.map(i64::from), other.0.map(i64::from)))
    }

    #[inline(never)]
    pub(crate) fn squared(&self) -> Self {
        Self::reduced(square(self.0.map(i64::from)))
    }

    #[inline(always)]
    fn reduced(columns: [i64; 17]) -> Self {
        let constants = i64::constants();
        let folded = upper(&columns, &constants).map(Column::folded);
        Self(lower(&columns, folded, &constants).map(|limb| limb as i32 - EXCESS))
    }

    /// The element to the power of 2^`times`.
    fn squared_times(&self, times: usize) -> Self {
        (0..times).fold(*self, |power, _| power.squared())
    }

    /// The element to the power of (p − 5) / 8 = 2^252 − 3.
    pub(crate) fn power_for_root(&self) -> Self {
        // Each is the element to the power of a row of so many ones.
        let ones2 = self.squared().times(self);
        let ones4 = ones2.squared_times(2).times(&ones2);
        let ones5 = ones4.squared().times(self);
        let ones10 = ones5.squared_times(5).times(&ones5);
        let ones20 = ones10.squared_times(10).times(&ones10);
        let ones40 = ones20.squared_times(20).times(&ones20);
        let ones50 = ones40.squared_times(10).times(&ones10);
        let ones100 = ones50.squared_times(50).times(&ones50);
        let ones200 = ones100.squared_times(100).times(&ones100);
        let ones250 = ones200.squared_times(50).times(&ones50);
        ones250.squared_times(2).times(self)
    }
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.minus(*other).is_zero()
    }
}

/// Takes what is above 2^255 away, and adds 19 of it below.
fn fold_top(limbs: &mut [i32; 9]) {
    let above = limbs[8] >> TOP;
    limbs[8] -= above << TOP;
    limbs[0] += 19 * above;
}

/// Leaves 29 bits in each limb but the topmost.
fn carry_up(limbs: &mut [i32; 9]) {
    for place in 0..8 {
        let carry = limbs[place] >> 29;
        limbs[place] &= MASK;
        limbs[place + 1] += carry;
    }
}
