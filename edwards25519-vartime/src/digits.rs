//! Scalars as signed digits.

/// The most digits that [`windows`] gives: windows of one bit would be more than any table has.
pub(crate) const MAX_WINDOWS: usize = 66;

/// The digits of a number below 2^253 in radix 2^`window`, from −2^(window−1) + 1 to 2^(window−1), lowest first.
pub(crate) fn windows(scalar: &[u8; 32], window: usize) -> [i16; MAX_WINDOWS] {
    let mut bytes = scalar.iter();
    // At most 8 bits wait when 8 more come.
    let (mut waiting, mut length) = (0_u16, 0);
    let mut carry = 0;
    std::array::from_fn(|_| {
        while length < window {
            waiting |= bytes.next().map_or(0, |byte| u16::from(*byte)) << length;
            length += 8;
        }
        let digit = (waiting & ((1 << window) - 1)).cast_signed() + carry;
        waiting >>= window;
        length -= window;
        carry = i16::from(digit > 1 << (window - 1));
        digit - (carry << window)
    })
}

/// The non-adjacent form of width 5 of a number below 2^253: odd digits from −15 to 15, and at least four zeros between
/// two of them, lowest first.
pub(crate) fn non_adjacent(scalar: &[u8; 32]) -> [i8; 256] {
    let bit = |place: usize| scalar.get(place / 8).map_or(0, |byte| (byte >> (place % 8) & 1).cast_signed());
    let mut digits = [0; 256];
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
