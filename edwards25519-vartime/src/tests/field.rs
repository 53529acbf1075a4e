//! The field, against `fiat-crypto`.

use fiat_crypto::curve25519_64::{
    fiat_25519_add, fiat_25519_carry, fiat_25519_carry_mul, fiat_25519_carry_square, fiat_25519_from_bytes,
    fiat_25519_loose_field_element, fiat_25519_opp, fiat_25519_relax, fiat_25519_sub,
    fiat_25519_tight_field_element, fiat_25519_to_bytes,
};
use proptest::prelude::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::cases;
use crate::field::Field;
use crate::lanes::{Array, Lanes};
use crate::quad::Quad;
use crate::scalar::Scalar;
use crate::vector::Vector;

/// An element of fiat-crypto's.
#[derive(Clone, Copy)]
struct Fiat(fiat_25519_tight_field_element);

impl Fiat {
    fn from_bytes(bytes: &[u8; 32]) -> Self {
        let mut element = fiat_25519_tight_field_element([0; 5]);
        fiat_25519_from_bytes(&mut element, bytes);
        Self(element)
    }

    fn from_small(number: u32) -> Self {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&number.to_le_bytes());
        Self::from_bytes(&bytes)
    }

    /// The number that signed limbs represent, by Horner's rule: nothing of ours takes part in it.
    fn of(field: Field) -> Self {
        let radix = Self::from_small(1 << 29);
        field.0.iter().rev().fold(Self::from_small(0), |number, limb| {
            let size = Self::from_small(limb.unsigned_abs());
            let number = number.times(radix);
            if *limb < 0 { number.minus(size) } else { number.plus(size) }
        })
    }

    fn bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        fiat_25519_to_bytes(&mut bytes, &self.0);
        bytes
    }

    fn loose(self) -> fiat_25519_loose_field_element {
        let mut loose = fiat_25519_loose_field_element([0; 5]);
        fiat_25519_relax(&mut loose, &self.0);
        loose
    }

    fn tight(loose: &fiat_25519_loose_field_element) -> Self {
        let mut tight = fiat_25519_tight_field_element([0; 5]);
        fiat_25519_carry(&mut tight, loose);
        Self(tight)
    }

    fn times(self, other: Self) -> Self {
        let mut product = fiat_25519_tight_field_element([0; 5]);
        fiat_25519_carry_mul(&mut product, &self.loose(), &other.loose());
        Self(product)
    }

    fn squared(self) -> Self {
        let mut square = fiat_25519_tight_field_element([0; 5]);
        fiat_25519_carry_square(&mut square, &self.loose());
        Self(square)
    }

    fn plus(self, other: Self) -> Self {
        let mut sum = self.loose();
        fiat_25519_add(&mut sum, &self.0, &other.0);
        Self::tight(&sum)
    }

    fn minus(self, other: Self) -> Self {
        let mut difference = self.loose();
        fiat_25519_sub(&mut difference, &self.0, &other.0);
        Self::tight(&difference)
    }

    fn negated(self) -> Self {
        let mut opposite = self.loose();
        fiat_25519_opp(&mut opposite, &self.0);
        Self::tight(&opposite)
    }
}

/// The size of a reduced limb that is balanced, and the most that limbs 0 and 1 may exceed it by.
const SIZE: i32 = 1 << 28;
const BEYOND: i32 = 1 << 14;

/// A limb of up to `times` the reduced size, an extreme one as often as not.
fn limb(times: i32, beyond: i32) -> impl Strategy<Value = i32> {
    let most = times * (SIZE + beyond);
    prop_oneof![
        -most..=most,
        prop::sample::select(vec![-most, 1 - most, -SIZE, -1, 0, 1, SIZE - 1, SIZE, most - 1, most]),
    ]
}

fn element(times: i32) -> impl Strategy<Value = Field> {
    (prop::array::uniform2(limb(times, BEYOND)), prop::array::uniform7(limb(times, 4)))
        .prop_map(|([l0, l1], [l2, l3, l4, l5, l6, l7, l8])| Field([l0, l1, l2, l3, l4, l5, l6, l7, l8]))
}

/// The products or squares of both ways that a target may have, lane by lane.
fn lanes<Q: Quad>(elements: [Field; 4], step: impl Fn(&mut Q)) -> [[u8; 32]; 4] {
    let mut quad = Q::from_fields(elements);
    step(&mut quad);
    quad.to_fields().map(Field::to_bytes)
}

proptest! {
    #![proptest_config(cases(if cfg!(miri) { 2 } else { 4096 }))]

    #[test]
    fn products_and_squares_are_fiats(a in element(2), b in element(2)) {
        let (fiat_a, fiat_b) = (Fiat::of(a), Fiat::of(b));
        prop_assert_eq!(a.times(&b).to_bytes(), fiat_a.times(fiat_b).bytes());
        prop_assert_eq!(a.squared().to_bytes(), fiat_a.squared().bytes());
    }

    #[test]
    fn four_products_and_squares_are_fiats(
        a in prop::array::uniform4(element(2)),
        b in prop::array::uniform4(element(2)),
    ) {
        let products = std::array::from_fn(|lane| Fiat::of(a[lane]).times(Fiat::of(b[lane])).bytes());
        let squares = a.map(|element| Fiat::of(element).squared().bytes());
        fn check<Q: Quad>(a: [Field; 4], b: [Field; 4]) -> [[[u8; 32]; 4]; 2] {
            [lanes::<Q>(a, |quad| quad.multiply(&Q::from_fields(b))), lanes::<Q>(a, Quad::square)]
        }
        prop_assert_eq!(check::<Scalar>(a, b), [products, squares]);
        prop_assert_eq!(check::<Vector<Array>>(a, b), [products, squares]);
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        prop_assert_eq!(check::<Vector<crate::lanes::Simd>>(a, b), [products, squares]);
    }

    #[test]
    fn sums_differences_and_carries_are_fiats(a in element(1), b in element(1), large in element(4)) {
        let (fiat_a, fiat_b) = (Fiat::of(a), Fiat::of(b));
        prop_assert_eq!(a.plus(b).to_bytes(), fiat_a.plus(fiat_b).bytes());
        prop_assert_eq!(a.minus(b).to_bytes(), fiat_a.minus(fiat_b).bytes());
        prop_assert_eq!(a.negated().to_bytes(), fiat_a.negated().bytes());
        prop_assert_eq!(large.carried().to_bytes(), Fiat::of(large).bytes());
        prop_assert!(large.carried().0.iter().all(|limb| limb.abs() <= SIZE + BEYOND));
        prop_assert_eq!(a == b, fiat_a.bytes() == fiat_b.bytes());
        prop_assert!(a == a && a.minus(b).plus(b) == a);
    }

    #[test]
    fn bytes_are_fiats(mut bytes in prop::array::uniform32(any::<u8>()), ends in 0..4_u8) {
        // Most runs of ones are close to p; the topmost bit is not looked at.
        if ends == 0 { bytes[1..31].fill(255) }
        let field = Field::from_bytes(&bytes);
        bytes[31] &= 127;
        prop_assert_eq!(field.to_bytes(), Fiat::from_bytes(&bytes).bytes());
        prop_assert_eq!(field.is_odd(), field.to_bytes()[0] & 1 == 1);
        prop_assert_eq!(field.is_zero(), field.to_bytes() == [0; 32]);
    }

    #[test]
    fn an_element_times_its_inverse_is_one(a in element(1)) {
        let product = Fiat::of(a).times(Fiat::of(a.inverted()));
        let expected = if a.is_zero() { 0 } else { 1 };
        prop_assert_eq!(product.bytes(), Fiat::from_small(expected).bytes());
    }

    #[test]
    fn steps_between_multiplications_are_those_of_the_formulas(quad in prop::array::uniform4(element(1))) {
        let [a, b, c, d] = quad.map(Fiat::of);
        let zero = Fiat::from_small(0);
        let (e, h, f, g) = (b.minus(a), b.plus(a), d.minus(c), d.plus(c));
        let unite_h = zero.minus(a).minus(b);
        let steps: [(&str, [Fiat; 4]); 7] = [
            ("spread", [b.minus(a), b.plus(a), c, d]),
            ("cross", [e, h, f, g]),
            ("join", [a.times(c), d.times(b), a.times(b), c.times(d)]),
            ("sum", [a, b, a.plus(b), d]),
            ("unite", [c.plus(unite_h), unite_h, b.minus(a).minus(d).minus(d), b.minus(a)]),
            ("negate", [a.negated(), b, c.negated(), d]),
            ("drop third", [a, b, zero, d]),
        ];
        for (name, expected) in steps {
            let expected = expected.map(Fiat::bytes);
            prop_assert_eq!(step::<Scalar>(name, quad), expected, "{} of scalars", name);
            prop_assert_eq!(step::<Vector<Array>>(name, quad), expected, "{} of vectors", name);
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            prop_assert_eq!(step::<Vector<crate::lanes::Simd>>(name, quad), expected, "{} of simd128", name);
        }
    }

    #[test]
    fn what_is_multiplied_next_is_no_larger_than_two_reduced_elements(quad in prop::array::uniform4(element(1))) {
        // The interval analysis begins with these sizes.
        for (name, times) in [("spread", 2), ("cross", 2), ("join", 1), ("sum", 2), ("unite", 1), ("negate", 1)] {
            prop_assert!(is_of_size::<Scalar>(name, quad, times), "{} of scalars", name);
            prop_assert!(is_of_size::<Vector<Array>>(name, quad, times), "{} of vectors", name);
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            prop_assert!(is_of_size::<Vector<crate::lanes::Simd>>(name, quad, times), "{} of simd128", name);
        }
    }
}

fn step<Q: Quad>(name: &str, elements: [Field; 4]) -> [[u8; 32]; 4] {
    lanes::<Q>(elements, stepped(name))
}

/// Whether no limb is larger after the step than so many reduced ones.
fn is_of_size<Q: Quad>(name: &str, elements: [Field; 4], times: i32) -> bool {
    let mut quad = Q::from_fields(elements);
    stepped(name)(&mut quad);
    let most = |place| times * (SIZE + if place < 2 { BEYOND } else { 4 });
    let fits = |field: Field| field.0.iter().enumerate().all(|(place, limb)| limb.abs() <= most(place));
    quad.to_fields().into_iter().all(fits)
}

fn stepped<Q: Quad>(name: &str) -> impl Fn(&mut Q) {
    move |quad| match name {
        "spread" => quad.spread(),
        "cross" => quad.cross(),
        "join" => quad.join(),
        "sum" => quad.sum(),
        "unite" => quad.unite(),
        "negate" => quad.negate(),
        _ => quad.drop_third(),
    }
}

#[test]
fn zero_one_and_p_have_one_spelling() {
    let p = Field([-19, 0, 0, 0, 0, 0, 0, 0, 1 << 23]);
    assert!(p.is_zero() && Field::ZERO.is_zero() && !Field::ONE.is_zero());
    assert_eq!(p.plus(Field::ONE).to_bytes(), Field::ONE.to_bytes());
    assert_eq!(p.minus(Field::ONE).to_bytes(), Field::ONE.negated().to_bytes());
    for small in 0..40 {
        // Numbers just below and above p, 0 and −p.
        let number = Field::from_small(small);
        assert_eq!(p.plus(number).to_bytes(), number.to_bytes());
        assert_eq!(number.minus(p).to_bytes(), number.to_bytes());
        assert_eq!(number.negated().plus(p).to_bytes(), Fiat::of(number).negated().bytes());
    }
}

#[test]
fn numbers_from_p_to_2_to_the_255_are_reduced_once_more() {
    // As a sum spells them that is not carried yet: all bits are ones but those of the lowest limb.
    const ONES: i32 = (1 << 29) - 1;
    for small in 0..19_u8 {
        let lowest = ONES - 18 + i32::from(small);
        let number = Field([lowest, ONES, ONES, ONES, ONES, ONES, ONES, ONES, (1 << 23) - 1]);
        let mut expected = [0; 32];
        expected[0] = small;
        assert_eq!(number.to_bytes(), expected);
    }
}

#[test]
fn inverses_of_small_numbers_of_their_opposites_and_of_powers_of_two() {
    let powers = (0..255).scan(Field::ONE, |power, _| {
        let this = *power;
        *power = power.plus(*power).carried();
        Some(this)
    });
    for number in (0..1000).map(Field::from_small).chain(powers) {
        for number in [number, number.negated()] {
            let expected = Fiat::from_small(u32::from(!number.is_zero()));
            assert_eq!(Fiat::of(number).times(Fiat::of(number.inverted())).bytes(), expected.bytes());
        }
    }
}

#[test]
fn lanes_of_an_array_are_what_they_say() {
    let lanes = Array::new([1, -2, 3, -4]);
    assert_eq!(lanes.shuffled::<3, 2, 1, 0>().to_array(), [-4, 3, -2, 1]);
    assert_eq!(lanes.shifted_down().to_array(), [0, -1, 0, -1]);
    assert_eq!(
        Array::packed(lanes.low_products(lanes), lanes.high_products(lanes)).to_array(),
        [1, 4, 9, 16]
    );
}
