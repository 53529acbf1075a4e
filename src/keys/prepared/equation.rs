//! The equation that a signature must fulfil.

use curve25519_dalek::scalar::Scalar;
use edwards25519_vartime::{Point, Sum, Table, is_small_order};
use sha2::{Digest, Sha512};

use crate::keys::VerifyingKey;

/// S and k of a signature R, S (RFC 8032 §5.1.7), or `None` if S is not below the order of the base point.
pub(super) fn scalars(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Option<(Scalar, Scalar)> {
    let (r, s) = signature.split_at(32);
    let s = s.try_into().ok().and_then(|s| Scalar::from_canonical_bytes(s).into_option())?;
    let k = Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize();
    Some((s, Scalar::from_bytes_mod_order_wide(&k.into())))
}

/// Whether R = SB − kA, cofactorless, and R is of large order: what `verify_strict` of ed25519-dalek accepts. With the
/// multiples of −A in `table` and those of B in `base`, if there are any.
///
/// `verify_strict` wants R decodable, of large order and equal to the one canonical encoding of the point that it should be:
/// what equals that decodes, and has the order of that point. So R itself is not decoded. That A is of large order,
/// [`VerifyingKey`] has seen to.
pub(super) fn holds(
    table: Option<&Table>,
    base: Option<&Table>,
    key: &VerifyingKey,
    message: &[u8],
    signature: &[u8; 64],
) -> bool {
    let Some((s, k)) = scalars(key.as_bytes(), message, signature) else { return false };
    let mut sum = Sum::new();
    match (table, base) {
        (None, None) => {
            sum.add_multiples([(k.as_bytes(), &key.point().negated()), (s.as_bytes(), &Point::BASE)])
        }
        (table, base) => {
            match table {
                Some(table) => table.add_multiple(k.as_bytes(), &mut sum),
                None => key.point().negated().add_multiple(k.as_bytes(), &mut sum),
            }
            match base {
                Some(base) => base.add_multiple(s.as_bytes(), &mut sum),
                None => Point::BASE.add_multiple(s.as_bytes(), &mut sum),
            }
        }
    }
    let expected = sum.encode();
    signature.starts_with(&expected) && !is_small_order(&expected)
}
