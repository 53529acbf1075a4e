//! That no number overflows, whatever the input: every operation is run over intervals.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::field::Field;
use crate::limb::{Column, Constants, EXCESS, Limb, constants, lower, product, square, upper};

/// All numbers from `min` to `max`. What leaves the bounds of its number type panics.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Interval {
    min: i128,
    max: i128,
}

impl Interval {
    fn new(min: i128, max: i128) -> Self {
        assert!(i128::from(i64::MIN) <= min && min <= max && max <= i128::from(i64::MAX), "{min} to {max}");
        Self { min, max }
    }

    fn within(magnitude: i128) -> Self {
        Self::new(-magnitude, magnitude)
    }

    fn is_inside(self, other: Self) -> bool {
        other.min <= self.min && self.max <= other.max
    }

    /// As wide as a lane, which is less than what a scalar limb may have.
    fn lane(self) -> Self {
        assert!(self.is_inside(Self::new(i32::MIN.into(), i32::MAX.into())), "{self:?} in 32 bits");
        self
    }
}

impl Limb for Interval {
    type Column = Self;

    fn minus(self, other: Self) -> Self {
        Self::new(self.min - other.max, self.max - other.min).lane()
    }

    fn times(self, other: Self) -> Self {
        let (a, b) = (self.lane(), other.lane());
        let products = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max];
        Self::new(products.into_iter().min().unwrap(), products.into_iter().max().unwrap())
    }
}

impl Column for Interval {
    const BIAS: i64 = 0;

    fn constants() -> Constants<Self> {
        let [mask, bias, next_bias, excess, next_excess, carried_bias] =
            constants(Self::BIAS).map(|number| Self::new(number.into(), number.into()));
        Constants { mask, bias, next_bias, excess, next_excess, carried_bias }
    }

    fn plus(self, other: Self) -> Self {
        Self::new(self.min + other.min, self.max + other.max)
    }

    fn minus(self, other: Self) -> Self {
        Self::new(self.min - other.max, self.max - other.min)
    }

    fn and(self, mask: Self) -> Self {
        assert_eq!(mask, Self::new((1 << 29) - 1, (1 << 29) - 1));
        Self::new(0, (1 << 29) - 1)
    }

    fn shifted(self) -> Self {
        // With the bias of 2^62 that vectors add, it is neither negative nor 2^63.
        assert!(self.is_inside(Self::new(-(1 << 62), (1 << 62) - 1)), "{self:?} with a bias");
        Self::new(self.min >> 29, self.max >> 29)
    }

    fn folded(self) -> Self {
        Self::new(self.min * 1216, self.max * 1216)
    }
}

/// What `Field` calls reduced, and `times` more.
fn reduced(times: i128) -> [Interval; 9] {
    let balanced = Interval::within(times * ((1 << 28) + 4));
    let mut limbs = [balanced; 9];
    // The carry out of the topmost limb, 1216 times: into limb 0 if `carried` adds it, and beyond it elsewhere.
    limbs[0] = Interval::within(times * ((1 << 28) + (1 << 14)));
    limbs[1] = limbs[0];
    limbs
}

fn assert_reduced(limbs: [Interval; 9]) {
    let balanced = limbs.map(|limb| Column::minus(limb, Interval::new(EXCESS.into(), EXCESS.into())));
    for (limb, bound) in balanced.into_iter().zip(reduced(1)) {
        assert!(limb.is_inside(bound), "{limb:?} in {bound:?}");
    }
}

/// Reduces columns as both ways of multiplying do; when vectors pack the upper limbs, they have 32 bits.
fn reduce(columns: &[Interval; 17]) -> [Interval; 9] {
    let constants = Interval::constants();
    let folded = upper(columns, &constants).map(|limb| limb.lane().folded());
    lower(columns, folded, &constants)
}

fn schoolbook<L: Limb>(a: [L; 9], b: [L; 9]) -> [L::Column; 17] {
    std::array::from_fn(|place| {
        let products = (0..9).filter(|i| (place.saturating_sub(8)..=place).contains(i));
        products.map(|i| a[i].times(b[place - i])).reduce(Column::plus).unwrap()
    })
}

#[test]
fn products_and_squares_of_sums_of_two_reduced_elements_are_reduced() {
    let sums = reduced(2);
    // No number on the way overflows; intervals forget that what Karatsuba adds he takes away again, so the columns
    // themselves are the schoolbook's, which the next test shows to be the same.
    product(sums, sums);
    square(sums);
    assert_reduced(reduce(&schoolbook(sums, sums)));
}

#[test]
fn the_largest_column_is_known() {
    let sums = reduced(2);
    let largest = schoolbook(sums, sums).into_iter().map(|column| column.max).max().unwrap();
    // 2^61.17
    assert!((1 << 61..(1 << 61) + (1 << 59)).contains(&largest), "{largest}");
}

#[test]
fn karatsubas_columns_are_those_of_the_schoolbook() {
    let unit = |place: usize| -> [i64; 9] { std::array::from_fn(|other| i64::from(other == place)) };
    // Both are bilinear: that they agree for every pair of units shows that they agree everywhere.
    for (i, j) in (0..9).flat_map(|i| (0..9).map(move |j| (i, j))) {
        assert_eq!(product(unit(i), unit(j)), schoolbook(unit(i), unit(j)));
        // And a quadratic form is known by its values at the units and at the sums of two of them.
        let sum = std::array::from_fn(|place| unit(i)[place] + unit(j)[place]);
        assert_eq!(square(sum), schoolbook(sum, sum));
        assert_eq!(square(unit(i)), schoolbook(unit(i), unit(i)));
    }
}

#[test]
fn carries_reduce_up_to_four_reduced_elements() {
    let limbs = reduced(4);
    let excess = Interval::new(EXCESS.into(), EXCESS.into());
    let carries = limbs.map(|limb| limb.plus(excess).lane().shifted());
    for place in 0..9 {
        // limb − carry·2^29 is the balanced remainder.
        let rest = Interval::new(-(1 << 28), (1 << 28) - 1);
        let below = if place == 0 { carries[8].folded().lane() } else { carries[place - 1] };
        assert!(rest.plus(below).is_inside(reduced(1)[place]), "limb {place}");
    }
}

#[test]
fn canonical_limbs_are_below_p_for_the_extremes_of_what_is_ever_encoded() {
    // Differences of two reduced elements are compared, and every sign of every limb is tried.
    let [lowest, .., highest] = reduced(3).map(|limb| i32::try_from(limb.max).unwrap());
    for signs in 0..512_u32 {
        let limbs = std::array::from_fn(|place| {
            let size = if place < 2 { lowest } else { highest };
            if signs >> place & 1 == 1 { -size } else { size }
        });
        let canonical = Field(limbs).canonical();
        assert!(canonical[..8].iter().all(|limb| (0..1 << 29).contains(limb)));
        assert!((0..1 << 23).contains(&canonical[8]));
        let again = Field(canonical).canonical();
        assert_eq!(again, canonical);
    }
}
