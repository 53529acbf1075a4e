//! Inverses in the field, by divsteps.
//!
//! Bernstein and Yang, "Fast constant-time gcd computation and modular inversion" (2019), in the variable-time form
//! that libsecp256k1 describes in `doc/safegcd_implementation.md`: thirty steps at a time are found from the lowest
//! bits of f and g, gathered in a matrix of small numbers, and then applied to the whole numbers at once.

use crate::field::Field;

/// A number in nine limbs of 30 bits, of which only the topmost has a sign.
#[derive(Clone, Copy)]
struct Number([i64; 9]);

/// What thirty steps do, times 2^30: (f, g) becomes (uf + vg, qf + rg) / 2^30.
struct Steps {
    u: i64,
    v: i64,
    q: i64,
    r: i64,
}

const BITS: u32 = 30;
const MASK: i64 = (1 << BITS) - 1;
/// p = 2^255 − 19; its lowest limb is the only one below the topmost that is not zero.
const P: Number = Number([-19, 0, 0, 0, 0, 0, 0, 0, 1 << 15]);
/// 1 / p modulo 2^30
const P_INVERSE: i64 = 395_589_093;

impl Field {
    /// 1 / self, or 0 for 0.
    pub(crate) fn inverted(self) -> Self {
        let (mut f, mut g) = (P, Number::from_field(self));
        // d · self ≡ f and e · self ≡ g modulo p, up to the powers of two that `apply_modulo` divides away.
        let (mut d, mut e) = (Number([0; 9]), Number([1, 0, 0, 0, 0, 0, 0, 0, 0]));
        let mut eta = -1;
        let mut length = 9;
        while !g.is_zero() {
            let steps = thirty_steps(&mut eta, f.0[0], g.0[0]);
            (d, e) = steps.apply_modulo(&d, &e);
            steps.apply(&mut f, &mut g, length);
            length = shortened(&mut f, &mut g, length);
        }
        // f is the greatest common divisor, with a sign: 1 or −1, or p for 0.
        let inverse = d.to_field();
        if f.0[length - 1] < 0 { inverse.negated() } else { inverse }
    }
}

impl Number {
    fn from_field(field: Field) -> Self {
        Self(regrouped::<29, 30>(field.canonical().map(i64::from)))
    }

    /// From between −2p and 2p.
    fn to_field(self) -> Field {
        let mut limbs = self.0;
        // Twice p more: what is negative is not any more, and what is not stays below 2^257.
        limbs[0] += 2 * P.0[0];
        limbs[8] += 2 * P.0[8];
        for place in 0..8 {
            let carry = limbs[place] >> BITS;
            limbs[place] &= MASK;
            limbs[place + 1] += carry;
        }
        Field(regrouped::<30, 29>(limbs).map(|limb| limb as i32)).carried()
    }

    fn is_zero(&self) -> bool {
        self.0 == [0; 9]
    }
}

/// The same number in limbs of another size; none of them is negative.
fn regrouped<const FROM: u32, const TO: u32>(limbs: [i64; 9]) -> [i64; 9] {
    let (mut waiting, mut length, mut limbs) = (0, 0, limbs.into_iter());
    std::array::from_fn(|_| {
        while length < TO {
            waiting |= limbs.next().unwrap_or_default() << length;
            length += FROM;
        }
        let limb = waiting & ((1 << TO) - 1);
        waiting >>= TO;
        length -= TO;
        limb
    })
}

/// The next thirty steps, by the lowest limbs of f, which is odd, and g.
fn thirty_steps(eta: &mut i32, f: i64, g: i64) -> Steps {
    // The lowest bits are all that matters, and what is above them may wrap.
    let [mut f, mut g] = [f, g].map(|number| number as u32);
    let (mut u, mut v, mut q, mut r) = (1_u32, 0_u32, 0_u32, 1_u32);
    let mut left = BITS;
    loop {
        let zeros = (g | (u32::MAX << left)).trailing_zeros();
        g >>= zeros;
        u <<= zeros;
        v <<= zeros;
        *eta -= zeros as i32;
        left -= zeros;
        if left == 0 {
            break;
        }
        if *eta < 0 {
            *eta = -*eta;
            (f, g) = (g, f.wrapping_neg());
            (u, q) = (q, u.wrapping_neg());
            (v, r) = (r, v.wrapping_neg());
        }
        // As many of the lowest bits of g as the steps before the next swap take, and at most six, vanish at once:
        // f(f² − 2) ≡ −1/f modulo 64.
        let bits = (*eta + 1).min(left as i32).min(6);
        let multiple = f.wrapping_mul(g).wrapping_mul(f.wrapping_mul(f).wrapping_sub(2)) & ((1 << bits) - 1);
        g = g.wrapping_add(f.wrapping_mul(multiple));
        q = q.wrapping_add(u.wrapping_mul(multiple));
        r = r.wrapping_add(v.wrapping_mul(multiple));
    }
    let [u, v, q, r] = [u, v, q, r].map(|entry| i64::from(entry.cast_signed()));
    Steps { u, v, q, r }
}

impl Steps {
    /// (f, g) after the steps: the divisions by 2^30 leave nothing.
    fn apply(&self, f: &mut Number, g: &mut Number, length: usize) {
        let (mut low_f, mut low_g) = (0, 0);
        for place in 0..length {
            let (old_f, old_g) = (f.0[place], g.0[place]);
            low_f += self.u * old_f + self.v * old_g;
            low_g += self.q * old_f + self.r * old_g;
            if place > 0 {
                f.0[place - 1] = low_f & MASK;
                g.0[place - 1] = low_g & MASK;
            }
            low_f >>= BITS;
            low_g >>= BITS;
        }
        f.0[length - 1] = low_f;
        g.0[length - 1] = low_g;
    }

    /// (d, e) after the steps, between −2p and p, divided by 2^30 modulo p.
    fn apply_modulo(&self, d: &Number, e: &Number) -> (Number, Number) {
        let combined = |at_d: i64, at_e: i64| {
            // p for each negative one keeps the result above −2p, and a multiple of p makes it divisible.
            let mut multiple = (at_d & (d.0[8] >> 63)) + (at_e & (e.0[8] >> 63));
            let mut sum = at_d * d.0[0] + at_e * e.0[0];
            multiple -= (P_INVERSE.wrapping_mul(sum) + multiple) & MASK;
            sum += P.0[0] * multiple;
            sum >>= BITS;
            let mut limbs = [0; 9];
            for place in 1..9 {
                sum += at_d * d.0[place] + at_e * e.0[place] + if place == 8 { P.0[8] * multiple } else { 0 };
                limbs[place - 1] = sum & MASK;
                sum >>= BITS;
            }
            limbs[8] = sum;
            Number(limbs)
        };
        (combined(self.u, self.v), combined(self.q, self.r))
    }
}

/// How many limbs f and g need; their signs move into the topmost of them.
fn shortened(f: &mut Number, g: &mut Number, length: usize) -> usize {
    if length < 2 {
        return length;
    }
    let (top_f, top_g) = (f.0[length - 1], g.0[length - 1]);
    if ![top_f, top_g].iter().all(|top| matches!(top, 0 | -1)) {
        return length;
    }
    f.0[length - 2] |= top_f << BITS;
    g.0[length - 2] |= top_g << BITS;
    f.0[length - 1] = 0;
    g.0[length - 1] = 0;
    length - 1
}
