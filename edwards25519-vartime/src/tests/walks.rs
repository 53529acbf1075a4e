//! Long walks of sums, against `curve25519-dalek`: the reference takes a step by one addition, so that millions can be compared.

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::{Point, Shape, Sum, Table};

/// How many sums `cargo xtask differential COUNT` asks for; a few by default.
const COUNT: Option<&str> = option_env!("COUNTERSIGN_SUMS");
const FEW: u32 = if cfg!(miri) { 4 } else { 20_000 };
/// The sums of one walk, after which the points are others.
const WALK: u32 = 2_000;

/// Scalars that are the same in every run, and look random: a linear congruence of the group's order.
struct Scalars(Scalar);

impl Scalars {
    fn next(&mut self) -> Scalar {
        // The seed and the factor are arbitrary numbers of 250 bits.
        self.0 = self.0 * Scalar::from_bytes_mod_order([0x9D; 32]) + Scalar::from(0x1234_5678_u32);
        self.0
    }
}

/// Where S·B − k·A is, for a point A of any order, while S and k go on by the same steps.
struct Walk {
    a: EdwardsPoint,
    /// Times the order of the base point: of small order. It counts when k begins anew.
    a_times_order: EdwardsPoint,
    s: Scalar,
    k: Scalar,
    s_step: Scalar,
    k_step: Scalar,
    sum: EdwardsPoint,
    step: EdwardsPoint,
}

impl Walk {
    fn new(scalars: &mut Scalars, torsion: usize) -> Self {
        let a = EdwardsPoint::mul_base(&scalars.next()) + EIGHT_TORSION[torsion];
        let [s, k, s_step, k_step] = [(); 4].map(|()| scalars.next());
        let at = |s: &Scalar, k: &Scalar| EdwardsPoint::mul_base(s) - a * k;
        let (sum, step) = (at(&s, &k), at(&s_step, &k_step));
        Self { a, a_times_order: a * -Scalar::ONE + a, s, k, s_step, k_step, sum, step }
    }

    fn go_on(&mut self) {
        let before = self.k;
        (self.s, self.k) = (self.s + self.s_step, self.k + self.k_step);
        self.sum += self.step;
        if self.k.as_bytes().iter().rev().lt(before.as_bytes().iter().rev()) {
            self.sum += self.a_times_order;
        }
    }
}

#[test]
fn sums_along_long_walks_are_dalek_s() {
    let count = COUNT.map_or(FEW, |count| count.parse().unwrap());
    let mut scalars = Scalars(Scalar::from_bytes_mod_order([0x5A; 32]));
    let base = [Shape::NARROW, Shape::WIDEST].map(|shape| Table::new(&Point::BASE, shape).unwrap());
    let mut compared = 0;
    for torsion in (0..8).cycle() {
        let mut walk = Walk::new(&mut scalars, torsion);
        let minus_a = Point::decode(&walk.a.compress().0).unwrap().negated();
        let tables =
            [Shape::NARROW, Shape::WIDE, Shape::WIDEST].map(|shape| Table::new(&minus_a, shape).unwrap());
        for number in 0..WALK.min(count - compared) {
            let mut sum = Sum::new();
            if number % 32 == 16 {
                sum.add_multiples([(walk.k.as_bytes(), &minus_a), (walk.s.as_bytes(), &Point::BASE)]);
                assert_eq!(sum.encode(), walk.sum.compress().0, "sum {number} after {compared}");
                sum = Sum::new();
            }
            match number % 16 {
                0 => minus_a.add_multiple(walk.k.as_bytes(), &mut sum),
                way @ 1..=5 => tables[way as usize % 2].add_multiple(walk.k.as_bytes(), &mut sum),
                _ => tables[2].add_multiple(walk.k.as_bytes(), &mut sum),
            }
            match number % 11 {
                0 => Point::BASE.add_multiple(walk.s.as_bytes(), &mut sum),
                1 => base[0].add_multiple(walk.s.as_bytes(), &mut sum),
                _ => base[1].add_multiple(walk.s.as_bytes(), &mut sum),
            }
            assert_eq!(sum.encode(), walk.sum.compress().0, "sum {number} after {compared}");
            walk.go_on();
        }
        compared += WALK.min(count - compared);
        if compared == count {
            break;
        }
    }
    // What a forger would need is one that differs.
    let walk = Walk::new(&mut scalars, 1);
    assert_ne!(Sum::new().encode(), walk.sum.compress().0);
}
