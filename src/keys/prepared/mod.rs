//! Verification with what was learnt about a key from its earlier signatures.

mod base;
mod equation;
mod reference;

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use edwards25519_vartime::{Shape, Table};

use crate::keys::VerifyingKey;

/// The tables of a key set's keys, built as the keys are used, within a budget.
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
    table: RwLock<Option<Arc<KeyTable>>>,
}

/// Multiples of a key, with the key that they are of: slots change hands.
struct KeyTable {
    key: [u8; 32],
    table: Table,
}

impl PreparedKeys {
    /// The most bytes that the tables of a set take: 1,188 narrow or 113 wide ones.
    pub(crate) const BUDGET: usize = 8 << 20;
    /// The most of them that are the widest: that of one key, beside 87 with a wide one each.
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
        let valid = equation::holds(
            self.slots[slot].table(key).as_deref().map(|own| &own.table),
            base::table(),
            key,
            message,
            signature,
        );
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

    /// The same for a key that has no slot: nothing is known of it, nor kept.
    pub(crate) fn verify_unprepared(&self, key: &VerifyingKey, message: &[u8], signature: &[u8; 64]) -> bool {
        if self.has_defect() {
            reference::verify(key, message, signature)
        } else {
            verify(key, message, signature)
        }
    }

    /// Makes a slot free for another key.
    pub(crate) fn forget(&self, slot: usize) {
        let mut held = self.lock();
        let slot = &self.slots[slot];
        *held -= slot.bytes();
        slot.replace(None);
        slot.score.store(0, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
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
        let mut held = self.lock();
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
        self.slots[slot].replace(Some(KeyTable { key: *key.as_bytes(), table }));
        *held = *held - own + shape.bytes();
        true
    }
}

/// Drops the least used of the rivals' tables until `missing` bytes are free; drops none if that would not be enough.
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
    /// The multiples of this key, if there are any here.
    fn table(&self, key: &VerifyingKey) -> Option<Arc<KeyTable>> {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        table.as_ref().filter(|table| table.key == *key.as_bytes()).cloned()
    }

    fn bytes(&self) -> usize {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        table.as_ref().map_or(0, |own| own.table.shape().bytes())
    }

    fn score(&self) -> u32 {
        self.score.load(Ordering::Relaxed)
    }

    fn replace(&self, table: Option<KeyTable>) {
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
const WIDEST_AFTER: u32 = 2048;
const BASE_AFTER: u32 = 512;
/// Scores are halved after so many signatures: wide tables go to keys with more than a hundredth of them.
const AGEING: u32 = 4096;
/// One verdict in so many of each key is checked, as is the first that each of its tables gives.
const CHECKED: u32 = 4096;

// With the feature there are neither tables nor verdicts to compare.
#[cfg(not(feature = "dalek"))]
#[cfg(test)]
mod tests;
