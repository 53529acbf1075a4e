//! Scalars as signed digits.

/// The bit of a scalar at `place`; 0 beyond its 256 bits.
pub(crate) fn bit(scalar: &[u8; 32], place: usize) -> bool {
    scalar.get(place / 8).is_some_and(|byte| byte >> (place % 8) & 1 == 1)
}

/// The 57 bits of a scalar from `place` on, or more.
pub(crate) fn bits(scalar: &[u8; 32], place: usize) -> u64 {
    let bytes = std::array::from_fn(|index| scalar.get(place / 8 + index).copied().unwrap_or_default());
    u64::from_le_bytes(bytes) >> (place % 8)
}

/// A number below 2^253 has a digit at place 253 at most.
pub(crate) const MAX_DIGITS: usize = 256;

/// The non-adjacent form of width 5 of a number below 2^253: odd digits from −15 to 15, and at least four zeros between
/// two of them, lowest first.
pub(crate) fn non_adjacent(scalar: &[u8; 32]) -> [i8; MAX_DIGITS] {
    let bit = |place| i8::from(bit(scalar, place));
    let mut digits = [0; MAX_DIGITS];
    let (mut place, mut carry) = (0, 0);
    while place < digits.len() {
        if bit(place) == carry {
            place += 1;
            continue;
        }
        let window = (0..5).rev().fold(0, |number, ahead| number << 1 | bit(place + ahead)) + carry;
        // From 17 on, 32 less, which the next digit makes up for.
        carry = i8::from(window > 16);
        digits[place] = window - (carry << 5);
        place += 5;
    }
    digits
}
