//! Verification by ed25519-dalek and curve25519-dalek alone: what our own arithmetic is checked against, and gives way to.

use crate::keys::VerifyingKey;

/// Whether the signature is the key's, by `verify_strict`.
#[cfg(any(not(target_family = "wasm"), feature = "dalek"))]
pub(super) fn verify(key: &VerifyingKey, message: &[u8], signature: &[u8; 64]) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(signature);
    let key = ed25519_dalek::VerifyingKey::from_bytes(key.as_bytes());
    key.is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
}

/// The same by the doublings that signing needs too: it takes four times as long, and no tables of its own. The multiples of the
/// base point that signing has are not used either: Node loads them with the first signing.
#[cfg(all(target_family = "wasm", not(feature = "dalek")))]
pub(super) fn verify(key: &VerifyingKey, message: &[u8], signature: &[u8; 64]) -> bool {
    use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
    use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
    use curve25519_dalek::traits::MultiscalarMul;

    use crate::keys::prepared::equation;

    let Some((s, k)) = equation::scalars(key.as_bytes(), message, signature) else { return false };
    let Some(a) = CompressedEdwardsY(*key.as_bytes()).decompress() else { return false };
    // The point is negated and not the scalar: the order of A may be eight times that of B.
    let expected = EdwardsPoint::multiscalar_mul([s, k], [ED25519_BASEPOINT_POINT, -a]);
    signature.starts_with(expected.compress().as_bytes()) && !expected.is_small_order() && !a.is_small_order()
}
