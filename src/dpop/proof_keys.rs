//! The keys of the clients that were here last: each brings its own along, with every proof.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use crate::encoding::base64url;
use crate::keys::{PreparedKeys, VerifyingKey};

/// The keys that proofs came with in this process.
pub(super) static PROOF_KEYS: LazyLock<ProofKeys> = LazyLock::new(|| ProofKeys::new(CAPACITY));

pub(super) struct ProofKeys {
    recent: Mutex<Recent>,
    prepared: PreparedKeys,
    capacity: usize,
}

#[derive(Default)]
struct Recent {
    /// In the order of their headers.
    places: Vec<Place>,
    uses: u64,
}

struct Place {
    /// In which the key came, as it is spelled: what is equal is read once.
    header: Box<str>,
    key: Arc<ProofKey>,
    /// The number of its last use.
    used: u64,
}

/// A client's key.
#[derive(Debug)]
pub(super) struct ProofKey {
    key: VerifyingKey,
    thumbprint: String,
    /// Where its multiples are, if it is remembered.
    slot: Option<usize>,
    /// The access token that it was presented with last, and the hash of it.
    presented: Mutex<Option<(Box<str>, String)>>,
}

impl ProofKeys {
    fn new(capacity: usize) -> Self {
        Self { recent: Mutex::default(), prepared: PreparedKeys::new(capacity), capacity }
    }

    /// The key that came in this header before.
    pub(super) fn find(&self, header: &str) -> Option<Arc<ProofKey>> {
        let mut recent = self.lock();
        let at = recent.search(header).ok()?;
        recent.uses += 1;
        let used = recent.uses;
        let place = &mut recent.places[at];
        place.used = used;
        Some(Arc::clone(&place.key))
    }

    /// Keeps the key of a header, in the place of the one that was used least recently if need be. Only for who presented a
    /// valid token with it: anyone can make keys, and proofs of them.
    pub(super) fn remember(&self, header: &str, key: &ProofKey) {
        let mut recent = self.lock();
        if header.len() > MAX_HEADER_BYTES || recent.search(header).is_ok() {
            return;
        }
        let mut slot = recent.places.len();
        if slot == self.capacity {
            let Some(freed) = recent.forget_oldest().and_then(|key| key.slot) else { return };
            self.prepared.forget(freed);
            slot = freed;
        }
        let ProofKey { key, thumbprint, .. } = key;
        let (key, thumbprint, presented) = (key.clone(), thumbprint.clone(), Mutex::default());
        let key = Arc::new(ProofKey { key, thumbprint, slot: Some(slot), presented });
        let (Ok(at) | Err(at)) = recent.search(header);
        let place = Place { header: header.into(), key, used: recent.uses };
        recent.places.insert(at, place);
    }

    /// Whether the signature is that of the key, which need not be remembered.
    pub(super) fn verify(&self, key: &ProofKey, message: &[u8], signature: &[u8; 64]) -> bool {
        match key.slot {
            Some(slot) => self.prepared.verify(slot, &key.key, message, signature),
            None => self.prepared.verify_unprepared(&key.key, message, signature),
        }
    }

    /// Whether a verdict of our own arithmetic was wrong, so that dalek's alone is used from then on.
    pub(super) fn has_defect(&self) -> bool {
        self.prepared.has_defect()
    }

    fn lock(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recent {
    fn search(&self, header: &str) -> Result<usize, usize> {
        self.places.binary_search_by(|place| (*place.header).cmp(header))
    }

    fn forget_oldest(&mut self) -> Option<Arc<ProofKey>> {
        let (oldest, _) = self.places.iter().enumerate().min_by_key(|(_, place)| place.used)?;
        Some(self.places.remove(oldest).key)
    }
}

impl ProofKey {
    /// A key that nothing is known of.
    pub(super) fn new(key: VerifyingKey) -> Self {
        Self { thumbprint: key.thumbprint(), key, slot: None, presented: Mutex::default() }
    }

    pub(super) fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// Whether this is the hash of the access token (`ath`, RFC 9449 §4.2). A client presents one token many times: the hash of
    /// the last one is kept.
    pub(super) fn is_hash_of(&self, hash: &str, access_token: &str) -> bool {
        let mut presented = self.presented.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((token, own)) = &*presented
            && **token == *access_token
        {
            return *own == *hash;
        }
        let own = base64url::encode(&Sha256::digest(access_token));
        let is_same = own == hash;
        if is_same && self.slot.is_some() && access_token.len() <= MAX_TOKEN_BYTES {
            *presented = Some((access_token.into(), own));
        }
        is_same
    }
}

impl PartialEq for ProofKey {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

const CAPACITY: usize = 1000;
/// A header with a key takes some 150.
const MAX_HEADER_BYTES: usize = 512;
/// A token takes some 400.
const MAX_TOKEN_BYTES: usize = 1024;

#[cfg(test)]
mod tests {
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;
    use crate::keys::SigningKey;

    const FEW: usize = 10;

    fn signer(number: usize) -> SigningKey {
        let mut seed = [9; 32];
        seed[..8].copy_from_slice(&u64::try_from(number).unwrap().to_le_bytes());
        SigningKey::from_seed(&seed).unwrap()
    }

    fn key(number: usize) -> ProofKey {
        ProofKey::new(signer(number).verifying_key().clone())
    }

    fn header(number: usize) -> String {
        format!("header {number}")
    }

    #[test]
    fn the_keys_used_last_are_known() {
        let keys = ProofKeys::new(FEW);
        (0..FEW).for_each(|number| keys.remember(&header(number), &key(number)));
        assert!(keys.find(&header(0)).is_some_and(|known| *known == key(0)));
        keys.remember(&header(FEW), &key(FEW));
        assert!(keys.find(&header(1)).is_none(), "it was used least recently");
        assert!([0, 2, FEW].iter().all(|number| keys.find(&header(*number)).is_some()));
        assert_eq!(keys.lock().places.len(), FEW);
    }

    #[test]
    fn a_header_has_one_place_and_a_long_one_has_none() {
        let keys = ProofKeys::new(FEW);
        keys.remember("header", &key(1));
        let first = keys.find("header").unwrap();
        keys.remember("header", &key(1));
        assert!(keys.find("header").is_some_and(|known| Arc::ptr_eq(&known, &first)));
        keys.remember(&"h".repeat(MAX_HEADER_BYTES + 1), &key(2));
        assert_eq!(keys.lock().places.len(), 1);
    }

    #[test]
    fn a_known_key_is_verified_with_as_an_unknown_one_is() {
        let keys = ProofKeys::new(FEW);
        keys.remember(&header(3), &key(3));
        let known = keys.find(&header(3)).unwrap();
        let good = signer(3).sign(b"message");
        let mut bad = good;
        bad[40] ^= 1;
        for _ in 0..200 {
            assert!(keys.verify(&known, b"message", &good));
            assert!(!keys.verify(&known, b"message", &bad) && !keys.verify(&known, b"other", &good));
        }
        assert!(!keys.verify(&key(4), b"message", &good) && !keys.has_defect());
    }

    #[test]
    fn the_hash_of_a_token_is_its_own_whatever_was_presented_before() {
        let hash = |token: &str| base64url::encode(&Sha256::digest(token));
        let keys = ProofKeys::new(FEW);
        keys.remember("header", &key(1));
        let known = keys.find("header").unwrap();
        for key in [&known, &Arc::new(key(1))] {
            for token in ["one", "two", "two", "one", ""] {
                assert!(!key.is_hash_of(&hash("three"), token) && !key.is_hash_of("", token));
                assert!(key.is_hash_of(&hash(token), token) && key.is_hash_of(&hash(token), token));
                assert!(!key.is_hash_of(&hash("three"), token) && !key.is_hash_of(&hash(token), "three"));
            }
        }
        assert!(known.is_hash_of(&hash(&"t".repeat(5000)), &"t".repeat(5000)));
        assert_eq!(known.presented.lock().unwrap().as_ref().unwrap().0.len(), 0, "a long one is not kept");
    }

    #[test]
    fn a_key_that_lost_its_place_is_not_verified_with_what_was_learnt_about_another() {
        let keys = ProofKeys::new(1);
        keys.remember(&header(5), &key(5));
        // As a thread has it that began before the other key came.
        let former = keys.find(&header(5)).unwrap();
        keys.remember(&header(6), &key(6));
        let present = keys.find(&header(6)).unwrap();
        let (of_former, of_present) = (signer(5).sign(b"message"), signer(6).sign(b"message"));
        for _ in 0..200 {
            assert!(keys.verify(&present, b"message", &of_present));
            assert!(keys.verify(&former, b"message", &of_former));
            assert!(!keys.verify(&former, b"message", &of_present));
            assert!(!keys.verify(&present, b"message", &of_former));
        }
        assert!(!keys.has_defect());
    }
}
