//! The multiplication of the field, over whatever can multiply two limbs.

/// One of nine signed limbs: a number below 2^31 in magnitude.
///
/// A multiplication takes limbs of up to twice the reduced size, and a product of Karatsuba's takes the difference of
/// two of those: 2 · 2 · (2^28 + 2^14) < 2^31. `bounds.rs` follows every such number through.
pub(crate) trait Limb: Copy {
    /// A sum of products.
    type Column: Column;

    fn minus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self::Column;
}

/// The products of one weight: a number below 2^62 in magnitude.
pub(crate) trait Column: Copy {
    /// A multiple of 2^29 that is added to a column before it is shifted, if a negative one cannot be shifted.
    const BIAS: i64;

    fn constants() -> Constants<Self>;
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn and(self, mask: Self) -> Self;
    /// The number divided by 2^29, rounded down.
    fn shifted(self) -> Self;
    /// The number times 1216: 2^261 ≡ 1216 modulo p.
    fn folded(self) -> Self;
}

/// What a reduction adds to its columns: made once, since some engines make a constant anew each time that it is named.
#[derive(Clone, Copy)]
pub(crate) struct Constants<C> {
    /// 2^29 − 1
    pub(crate) mask: C,
    /// What the first column is too small by, and all that follow, whose carries bring a bias along.
    pub(crate) bias: C,
    pub(crate) next_bias: C,
    /// The same if limbs are to be balanced.
    pub(crate) excess: C,
    pub(crate) next_excess: C,
    /// What a carry is too large by.
    pub(crate) carried_bias: C,
}

/// The numbers of [`Constants`], in its order.
pub(crate) const fn constants(bias: i64) -> [i64; 6] {
    let (carried, excess) = (bias >> 29, EXCESS as i64);
    [MASK, bias, bias - carried, bias + excess, bias - carried + excess, carried]
}

const MASK: i64 = (1 << 29) - 1;
/// What every limb that [`lower`] gives is too large by.
pub(crate) const EXCESS: i32 = 1 << 28;

/// The columns of a · b.
///
/// In thirds of three limbs, by subtractive Karatsuba: with Pi = ai·bi, Dij = (ai − aj)(bj − bi) and z the weight of a
/// third, ab = (1 + z + z²)(P0 + zP1 + z²P2) + zD01 + z²D02 + z³D12. That is 54 multiplications instead of 81.
#[inline(always)]
pub(crate) fn product<L: Limb>(a: [L; 9], b: [L; 9]) -> [L::Column; 17] {
    let [a0, a1, a2] = thirds(a);
    let [b0, b1, b2] = thirds(b);
    let equal = [triple_product(a0, b0), triple_product(a1, b1), triple_product(a2, b2)];
    let mut columns = square_of_sums(equal);
    add_at(&mut columns, 3, triple_product(difference(a0, a1), difference(b1, b0)));
    add_at(&mut columns, 6, triple_product(difference(a0, a2), difference(b2, b0)));
    add_at(&mut columns, 9, triple_product(difference(a1, a2), difference(b2, b1)));
    columns
}

/// The columns of a²: as [`product`], with Dij = −(ai − aj)² and 36 multiplications.
#[inline(always)]
pub(crate) fn square<L: Limb>(a: [L; 9]) -> [L::Column; 17] {
    let [a0, a1, a2] = thirds(a);
    let mut columns = square_of_sums([triple_square(a0), triple_square(a1), triple_square(a2)]);
    subtract_at(&mut columns, 3, triple_square(difference(a0, a1)));
    subtract_at(&mut columns, 6, triple_square(difference(a0, a2)));
    subtract_at(&mut columns, 9, triple_square(difference(a1, a2)));
    columns
}

#[inline(always)]
fn thirds<L: Limb>(limbs: [L; 9]) -> [[L; 3]; 3] {
    let [l0, l1, l2, l3, l4, l5, l6, l7, l8] = limbs;
    [[l0, l1, l2], [l3, l4, l5], [l6, l7, l8]]
}

#[inline(always)]
fn difference<L: Limb>(a: [L; 3], b: [L; 3]) -> [L; 3] {
    [a[0].minus(b[0]), a[1].minus(b[1]), a[2].minus(b[2])]
}

#[inline(always)]
fn triple_product<L: Limb>(a: [L; 3], b: [L; 3]) -> [L::Column; 5] {
    [
        a[0].times(b[0]),
        a[0].times(b[1]).plus(a[1].times(b[0])),
        a[0].times(b[2]).plus(a[1].times(b[1])).plus(a[2].times(b[0])),
        a[1].times(b[2]).plus(a[2].times(b[1])),
        a[2].times(b[2]),
    ]
}

#[inline(always)]
fn triple_square<L: Limb>(a: [L; 3]) -> [L::Column; 5] {
    let twice = |column: L::Column| column.plus(column);
    [
        a[0].times(a[0]),
        twice(a[0].times(a[1])),
        twice(a[0].times(a[2])).plus(a[1].times(a[1])),
        twice(a[1].times(a[2])),
        a[2].times(a[2]),
    ]
}

/// (1 + z + z²)(P0 + zP1 + z²P2)
#[inline(always)]
fn square_of_sums<C: Column>([p0, p1, p2]: [[C; 5]; 3]) -> [C; 17] {
    // P0 + zP1 + z²P2
    let s = [
        p0[0],
        p0[1],
        p0[2],
        p0[3].plus(p1[0]),
        p0[4].plus(p1[1]),
        p1[2],
        p1[3].plus(p2[0]),
        p1[4].plus(p2[1]),
        p2[2],
        p2[3],
        p2[4],
    ];
    let (s36, s47, s58) = (s[3].plus(s[6]), s[4].plus(s[7]), s[5].plus(s[8]));
    [
        s[0],
        s[1],
        s[2],
        s[0].plus(s[3]),
        s[1].plus(s[4]),
        s[2].plus(s[5]),
        s[0].plus(s36),
        s[1].plus(s47),
        s[2].plus(s58),
        s36.plus(s[9]),
        s47.plus(s[10]),
        s58,
        s[6].plus(s[9]),
        s[7].plus(s[10]),
        s[8],
        s[9],
        s[10],
    ]
}

#[inline(always)]
fn add_at<C: Column>(columns: &mut [C; 17], place: usize, terms: [C; 5]) {
    for (column, term) in columns[place..].iter_mut().zip(terms) {
        *column = column.plus(term);
    }
}

#[inline(always)]
fn subtract_at<C: Column>(columns: &mut [C; 17], place: usize, terms: [C; 5]) {
    for (column, term) in columns[place..].iter_mut().zip(terms) {
        *column = column.minus(term);
    }
}

/// The upper eight columns as nine limbs: of 29 bits, and what is left over in the topmost.
#[inline(always)]
pub(crate) fn upper<C: Column>(columns: &[C; 17], constants: &Constants<C>) -> [C; 9] {
    let mut limbs = [columns[9]; 9];
    let mut carry = constants.bias;
    for place in 0..8 {
        let sum = columns[9 + place].plus(carry);
        limbs[place] = sum.and(constants.mask);
        carry = sum.shifted();
        if place < 7 {
            carry = carry.plus(constants.next_bias);
        }
    }
    limbs[8] = carry.minus(constants.carried_bias);
    limbs
}

/// The lower nine columns and the upper limbs, already folded, as nine balanced limbs; each is too large by [`EXCESS`].
#[inline(always)]
pub(crate) fn lower<C: Column>(columns: &[C; 17], folded: [C; 9], constants: &Constants<C>) -> [C; 9] {
    let mut limbs = folded;
    let mut carry = constants.excess;
    for place in 0..9 {
        let sum = columns[place].plus(folded[place]).plus(carry);
        limbs[place] = sum.and(constants.mask);
        carry = sum.shifted();
        if place < 8 {
            carry = carry.plus(constants.next_excess);
        }
    }
    // The last carry goes to limb 0, and what that cannot hold to limb 1 and no further.
    let lowest = limbs[0].plus(carry.minus(constants.carried_bias).folded()).plus(constants.bias);
    limbs[0] = lowest.and(constants.mask);
    limbs[1] = limbs[1].plus(lowest.shifted()).minus(constants.carried_bias);
    limbs
}
