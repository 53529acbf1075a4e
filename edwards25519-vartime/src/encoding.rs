//! Points as 32 bytes (RFC 8032 §5.1.2 and §5.1.3).

use crate::field::Field;
use crate::point::D;

/// √−1 = 2^((p − 1) / 4)
const ROOT_OF_MINUS_ONE: Field = Field([
    168_730_800,
    124_836_154,
    200_875_569,
    103_812_442,
    -42_306_828,
    5_021_438,
    -64_180_940,
    -267_782_084,
    2_851_621,
]);

pub(crate) const BASE_X: Field = Field([
    254_137_626,
    179_399_428,
    157_936_818,
    -108_084_950,
    231_065_235,
    -250_020_117,
    268_108_436,
    -92_688_950,
    2_189_623,
]);
/// 4/5
pub(crate) const BASE_Y: Field = Field([
    107_374_187,
    -214_748_365,
    -107_374_182,
    214_748_365,
    107_374_182,
    -214_748_365,
    -107_374_182,
    214_748_365,
    -1_677_722,
]);

/// The y of the points of small order: 0, 1, −1, and those of order 8.
const SMALL_ORDER: [[u8; 32]; 5] = {
    let (zero, mut one, mut minus_one) = ([0; 32], [0; 32], [255; 32]);
    one[0] = 1;
    (minus_one[0], minus_one[31]) = (236, 127);
    [zero, one, minus_one, ORDER_8[0], ORDER_8[1]]
};
const ORDER_8: [[u8; 32]; 2] = [
    [
        0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F, 0x2A,
        0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
    ],
    [
        0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0, 0xD5,
        0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
    ],
];

/// The affine coordinates that `bytes` encode, or `None` if they are not a point, or not the canonical encoding of one.
pub(crate) fn decode(bytes: &[u8; 32]) -> Option<(Field, Field)> {
    let is_negative = bytes[31] >> 7 == 1;
    let y = Field::from_bytes(bytes);
    let x = root_of_ratio(y.squared().minus(Field::ONE), D.times(&y.squared()).plus(Field::ONE).carried())?;
    let x = if x.is_odd() == is_negative { x } else { x.negated() };
    // A y of p or more, and a negative zero, are second spellings.
    (encode(x, y) == *bytes).then_some((x, y))
}

pub(crate) fn encode(x: Field, y: Field) -> [u8; 32] {
    let mut bytes = y.to_bytes();
    if x.is_odd() {
        bytes[31] |= 0x80;
    }
    bytes
}

/// Whether bytes that [`Point::decode`](crate::Point::decode) takes, or that encode a sum, are one of the eight points whose
/// order divides 8.
pub fn is_small_order(bytes: &[u8; 32]) -> bool {
    let mut y = *bytes;
    y[31] &= 0x7F;
    SMALL_ORDER.contains(&y)
}

/// √(u/v), one of the two: uv³(uv⁷)^((p − 5) / 8), or that times √−1.
fn root_of_ratio(u: Field, v: Field) -> Option<Field> {
    let v3 = v.squared().times(&v);
    let v7 = v3.squared().times(&v);
    let root = u.times(&v3).times(&u.times(&v7).power_for_root());
    let square = v.times(&root.squared());
    if square == u {
        Some(root)
    } else if square == u.negated() {
        Some(root.times(&ROOT_OF_MINUS_ONE))
    } else {
        None
    }
}
