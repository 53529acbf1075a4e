//! Signatures that nobody would make by accident, under keys of every order: keys that are prepared judge as
//! `verify_strict` does.
#![no_main]

use countersign::{ErrorCode, KeySet, Verifier, VerifyingKey};
use countersign_fuzz::{base64url, lenient, now};
use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha512};
use std::cell::RefCell;
use std::sync::LazyLock;

/// Eight keys of one secret scalar, each with another point of small order added.
static KEYS: LazyLock<[Key; 8]> = LazyLock::new(|| std::array::from_fn(Key::new));
/// Of so many good signatures each that every key has a wide table.
static WIDE: LazyLock<Verifier> = LazyLock::new(|| warmed(&KEYS[..], 70));
/// Each key in a set of its own, where it has the widest.
static WIDEST: LazyLock<[Verifier; 8]> =
    LazyLock::new(|| std::array::from_fn(|kid| warmed(std::slice::from_ref(&KEYS[kid]), 2_100)));

thread_local! {
    /// Of three, for the narrow ones, and how many more it has seen since.
    static NARROW: RefCell<(Verifier, u32)> = RefCell::new((warmed(&KEYS[..], 3), 0));
}

struct Key {
    kid: usize,
    point: EdwardsPoint,
    theirs: ed25519_dalek::VerifyingKey,
    ours: VerifyingKey,
}

fuzz_target!(|data: &[u8]| {
    let Some((&[key, torsion, how, number], rest)) = data.split_first_chunk() else { return };
    let Some((nonce, changes)) = rest.split_first_chunk::<32>() else { return };
    let key = &KEYS[usize::from(key % 8)];
    let input = key.signing_input(number.into());
    let mut signature = key.sign(&input, &EIGHT_TORSION[usize::from(torsion % 8)], *nonce);
    match how {
        0 => {}
        // R as the input has it, or as one of the encodings of small order.
        1 => signature[..32].copy_from_slice(nonce),
        2 => signature[..32].copy_from_slice(EIGHT_TORSION[usize::from(torsion % 8)].compress().as_bytes()),
        // S as the input has it, or a multiple of the order above the least.
        3 => signature[32..].copy_from_slice(nonce),
        _ => (0..how % 16).for_each(|_| add_order(&mut signature[32..])),
    }
    for change in changes.chunks_exact(2) {
        signature[usize::from(change[0] % 64)] ^= change[1];
    }
    let strict =
        key.theirs.verify_strict(input.as_bytes(), &ed25519_dalek::Signature::from_bytes(&signature));
    assert_eq!(key.ours.verify(input.as_bytes(), &signature), strict.is_ok(), "plain");
    let token = format!("{input}.{}", base64url(signature));
    assert_eq!(accepts(&WIDE, &token), strict.is_ok(), "wide");
    assert_eq!(accepts(&WIDEST[key.kid], &token), strict.is_ok(), "widest");
    NARROW.with_borrow_mut(|(verifier, seen)| {
        if *seen > 20 {
            (*verifier, *seen) = (warmed(&KEYS[..], 3), 0);
        }
        assert_eq!(accepts(verifier, &token), strict.is_ok(), "narrow");
        *seen += u32::from(strict.is_ok());
        assert!(!verifier.keys().has_defect());
    });
});

impl Key {
    fn new(kid: usize) -> Self {
        let point = EdwardsPoint::mul_base(&SECRET) + EIGHT_TORSION[kid];
        let bytes = point.compress().0;
        let jwk = format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{kid}","x":"{}"}}"#, base64url(bytes));
        let theirs = ed25519_dalek::VerifyingKey::from_bytes(&bytes).expect("it is a point");
        Self { kid, point, theirs, ours: VerifyingKey::from_jwk(&jwk).expect("it is of large order") }
    }

    fn signing_input(&self, number: u32) -> String {
        let header = format!(r#"{{"alg":"EdDSA","kid":"{}"}}"#, self.kid);
        format!("{}.{}", base64url(header), base64url(format!(r#"{{"n":{number}}}"#)))
    }

    /// Good where `torsion` happens to be what the challenge leaves of the key's own: one time in eight, or always.
    fn sign(&self, input: &str, torsion: &EdwardsPoint, nonce: [u8; 32]) -> [u8; 64] {
        let nonce = Scalar::from_bytes_mod_order(nonce);
        let r = (EdwardsPoint::mul_base(&nonce) + torsion).compress();
        let hash = Sha512::new().chain_update(r.as_bytes()).chain_update(self.point.compress().as_bytes());
        let k = Scalar::from_bytes_mod_order_wide(&hash.chain_update(input).finalize().into());
        let mut signature = [0; 64];
        signature[..32].copy_from_slice(r.as_bytes());
        signature[32..].copy_from_slice((nonce + k * *SECRET).as_bytes());
        signature
    }
}

/// A verifier whose keys have each seen so many good signatures.
fn warmed(keys: &[Key], count: usize) -> Verifier {
    let ours = keys.iter().map(|key| key.ours.clone()).collect();
    let verifier = Verifier::new(KeySet::new(ours).expect("each has its own kid"), lenient());
    for key in keys {
        let tokens = (0..).map(|number| {
            let input = key.signing_input(number);
            let signature = key.sign(&input, &EIGHT_TORSION[0], [7; 32]);
            format!("{input}.{}", base64url(signature))
        });
        assert_eq!(tokens.filter(|token| accepts(&verifier, token)).take(count).count(), count);
    }
    verifier
}

/// The verdict on the signature alone: nothing else is wrong with these tokens.
fn accepts(verifier: &Verifier, token: &str) -> bool {
    match verifier.verify(token, now()) {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.code(), ErrorCode::SignatureInvalid);
            false
        }
    }
}

/// Adds L, the order of the base point, to a number of 32 bytes, lowest first; what does not fit is lost.
fn add_order(number: &mut [u8]) {
    let last = (-Scalar::ONE).to_bytes();
    let mut carry = 1;
    for (digit, order) in number.iter_mut().zip(last) {
        let sum = u16::from(*digit) + u16::from(order) + carry;
        *digit = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
}

static SECRET: LazyLock<Scalar> = LazyLock::new(|| Scalar::from_bytes_mod_order([42; 32]));
