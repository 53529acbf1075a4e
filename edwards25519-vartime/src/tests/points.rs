//! Points and their multiples, against `curve25519-dalek`.

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar as DalekScalar;
use proptest::prelude::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::cases;
use crate::digits;
use crate::encoding::{decode, encode};
use crate::lanes::Array;
use crate::point::Extended;
use crate::quad::Quad;
use crate::scalar::Scalar;
use crate::sum::Running;
use crate::table::{Multiples, Shape};
use crate::vector::Vector;
use crate::{Point, Sum, Table, is_small_order};

const SHAPES: [Shape; 3] = [Shape::NARROW, Shape::WIDE, Shape::WIDEST];

/// Runs a generic test once for each way that the target has.
macro_rules! for_every_engine {
    ($test:ident($($argument:expr),*)) => {
        $test::<Scalar>($($argument),*);
        $test::<Vector<Array>>($($argument),*);
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        $test::<Vector<crate::lanes::Simd>>($($argument),*);
    };
}

/// Edges, and runs of bits.
fn scalars() -> Vec<DalekScalar> {
    let small = (0..40_u16).map(DalekScalar::from);
    let large = (1..40_u16).map(|number| -DalekScalar::from(number));
    let edges = (0..253_u8).map(|bit| {
        let mut bytes = [0; 32];
        bytes[usize::from(bit / 8)] = 1 << (bit % 8);
        DalekScalar::from_bytes_mod_order(bytes) - DalekScalar::ONE
    });
    let runs = (0..=255_u8).step_by(5).map(|byte| DalekScalar::from_bytes_mod_order([byte; 32]));
    small.chain(large).chain(edges).chain(runs).collect()
}

/// Of large, mixed and small order, and the identity.
fn points() -> Vec<EdwardsPoint> {
    let large =
        [ED25519_BASEPOINT_POINT, ED25519_BASEPOINT_POINT * DalekScalar::from(0x1234_5678_9ABC_u64).invert()];
    large.into_iter().chain(EIGHT_TORSION).chain(EIGHT_TORSION.map(|torsion| large[1] + torsion)).collect()
}

fn extended<Q: Quad>(point: &EdwardsPoint) -> Extended<Q> {
    let (x, y) = decode(&point.compress().0).unwrap();
    Extended::from_affine(x, y)
}

fn encoded<Q: Quad>(sum: Running<Q>) -> [u8; 32] {
    let (x, y) = sum.into_point().to_affine();
    encode(x, y)
}

fn multiples_are_dalek_s_of<Q: Quad>(
    point: &EdwardsPoint,
    addend: &EdwardsPoint,
    scalars: &[DalekScalar],
    shapes: &[Shape],
) {
    let own = extended::<Q>(point);
    let tables: Vec<_> = shapes.iter().map(|shape| Multiples::new(&own, *shape).unwrap()).collect();
    for scalar in scalars {
        let expected = point * scalar;
        let bytes = scalar.to_bytes();
        let begun = || {
            let mut sum = Running::new();
            sum.add_multiples([(&DalekScalar::ONE.to_bytes(), &extended(addend))]);
            sum
        };
        for (mut sum, expected) in [(Running::new(), expected), (begun(), expected + addend)] {
            sum.add_multiples([(&bytes, &own)]);
            assert_eq!(encoded(sum), expected.compress().0, "{point:?} times {scalar:?}");
        }
        for table in &tables {
            for (mut sum, expected) in [(Running::new(), expected), (begun(), expected + addend)] {
                table.add_multiple(&bytes, &mut sum);
                assert_eq!(
                    encoded(sum),
                    expected.compress().0,
                    "{:?}, {point:?} times {scalar:?}",
                    table.shape()
                );
            }
        }
    }
}

#[test]
fn every_edge_scalar_times_a_point_of_mixed_order_is_dalek_s() {
    let point = ED25519_BASEPOINT_POINT + EIGHT_TORSION[1];
    let scalars = if cfg!(miri) { scalars()[..3].to_vec() } else { scalars() };
    let shapes: &[Shape] = if cfg!(miri) { &[Shape::NARROW] } else { &SHAPES };
    for_every_engine!(multiples_are_dalek_s_of(&point, &EIGHT_TORSION[3], &scalars, shapes));
}

#[test]
#[cfg_attr(miri, ignore = "takes hours")]
fn multiples_of_points_of_every_order_are_dalek_s() {
    let scalars: Vec<_> =
        (0..9_u8).chain([255]).map(DalekScalar::from).chain([-DalekScalar::from(8_u8)]).collect();
    for point in points() {
        for addend in [EIGHT_TORSION[0], EIGHT_TORSION[1], EIGHT_TORSION[4], -point, point] {
            for_every_engine!(multiples_are_dalek_s_of(&point, &addend, &scalars, &SHAPES[..2]));
        }
    }
}

proptest! {
    #![proptest_config(cases(if cfg!(miri) { 1 } else { 64 }))]

    #[test]
    fn random_sums_are_dalek_s(a in any::<[u8; 32]>(), b in any::<[u8; 32]>(), c in any::<[u8; 32]>()) {
        let [a, b, c] = [a, b, c].map(DalekScalar::from_bytes_mod_order);
        let point = EdwardsPoint::mul_base(&a) + EIGHT_TORSION[usize::from(a.as_bytes()[0] % 8)];
        let own = Point::decode(&point.compress().0).unwrap();
        let expected = (point * b + EdwardsPoint::mul_base(&c)).compress().0;
        for shape in SHAPES {
            let (table, base) = (Table::new(&own, shape).unwrap(), Table::new(&Point::BASE, Shape::NARROW).unwrap());
            prop_assert_eq!(table.shape(), shape);
            let mut sum = Sum::new();
            table.add_multiple(b.as_bytes(), &mut sum);
            base.add_multiple(c.as_bytes(), &mut sum);
            prop_assert_eq!(sum.encode(), expected);
        }
        let mut sum = Sum::default();
        own.add_multiple(b.as_bytes(), &mut sum);
        Point::BASE.add_multiple(c.as_bytes(), &mut sum);
        prop_assert_eq!(sum.encode(), expected);
        let mut sum = Sum::new();
        sum.add_multiples([(b.as_bytes(), &own), (c.as_bytes(), &Point::BASE)]);
        prop_assert_eq!(sum.encode(), expected);
        prop_assert_eq!(own.negated().encode(), (-point).compress().0);
    }

    #[test]
    fn random_bytes_are_points_where_dalek_says_so(bytes in any::<[u8; 32]>()) {
        let expected = CompressedEdwardsY(bytes).decompress().filter(|point| point.compress().0 == bytes);
        let own = Point::decode(&bytes);
        prop_assert_eq!(own.map(|point| point.encode()), expected.map(|point| point.compress().0));
    }

    #[test]
    fn digits_add_up_to_their_scalar(bytes in any::<[u8; 32]>()) {
        let scalar = DalekScalar::from_bytes_mod_order(bytes);
        prop_assert!(digits_are_those_of(&scalar));
    }
}

fn digits_are_those_of(scalar: &DalekScalar) -> bool {
    let number = |digit: i64| {
        let size = DalekScalar::from(digit.unsigned_abs());
        if digit < 0 { -size } else { size }
    };
    let value = |digits: &[i64], radix: u64| {
        let radix = DalekScalar::from(radix);
        digits.iter().rev().fold(DalekScalar::ZERO, |sum, digit| sum * radix + number(*digit))
    };
    let sparse = digits::non_adjacent(scalar.as_bytes()).map(i64::from);
    let is_sparse = sparse.windows(5).all(|five| five.iter().filter(|digit| **digit != 0).count() <= 1);
    is_sparse
        && sparse.iter().all(|digit| *digit == 0 || (digit % 2 != 0 && digit.abs() < 16))
        && value(&sparse, 2) == *scalar
}

#[test]
fn digits_of_edge_scalars_add_up() {
    for scalar in scalars() {
        assert!(digits_are_those_of(&scalar), "{scalar:?}");
    }
}

#[test]
fn points_of_small_order_are_known_by_their_bytes() {
    for point in points() {
        assert_eq!(is_small_order(&point.compress().0), point.is_small_order(), "{point:?}");
    }
    assert_eq!(points().iter().filter(|point| point.is_small_order()).count(), 8);
}

#[test]
fn second_spellings_and_what_is_no_point_do_not_decode() {
    // p + y, for y from 0 to 18, with and without a sign; zero and one with a sign.
    for low in 237..=255_u8 {
        for sign in [127, 255] {
            let mut bytes = [255; 32];
            (bytes[0], bytes[31]) = (low, sign);
            assert_eq!(Point::decode(&bytes), None, "{bytes:?}");
        }
    }
    let mut negative_one = [0; 32];
    (negative_one[0], negative_one[31]) = (1, 128);
    assert_eq!(Point::decode(&negative_one), None);
    let mut two = [0; 32];
    two[0] = 2;
    assert_eq!(Point::decode(&two), None);
}

#[test]
fn the_base_point_is_dalek_s() {
    assert_eq!(Point::BASE.encode(), ED25519_BASEPOINT_POINT.compress().0);
    assert_eq!(Point::decode(&Point::BASE.encode()), Some(Point::BASE));
    assert_ne!(Point::BASE.negated(), Point::BASE);
    assert_eq!(Sum::new().encode(), EIGHT_TORSION[0].compress().0);
}

#[test]
fn shapes_say_their_sizes() {
    assert_eq!(SHAPES.map(Shape::bytes), [7056, 73_872, 1_917_072]);
    let own = extended::<Scalar>(&ED25519_BASEPOINT_POINT);
    for shape in SHAPES {
        assert_eq!(Multiples::new(&own, shape).unwrap().bytes(), shape.bytes());
        assert_eq!(
            Multiples::new(&extended::<Vector<Array>>(&ED25519_BASEPOINT_POINT), shape).unwrap().bytes(),
            shape.bytes()
        );
    }
}
