//! Keys to and from jwt-compact's JWKs, which hold the key itself and no `kid`: its thumbprint names it again.

use jwt_compact::jwk::JsonWebKey;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::keys::{SigningKey, VerifyingKey};

impl TryFrom<&JsonWebKey<'_>> for SigningKey {
    type Error = Error;

    /// The private key of a JWK, by the rules of [`SigningKey::from_jwk`].
    fn try_from(jwk: &JsonWebKey<'_>) -> Result<Self, Error> {
        Self::from_jwk(&text(jwk)?)
    }
}

impl TryFrom<&JsonWebKey<'_>> for VerifyingKey {
    type Error = Error;

    /// The public key of a JWK, by the rules of [`VerifyingKey::from_jwk`]: a private one is refused.
    fn try_from(jwk: &JsonWebKey<'_>) -> Result<Self, Error> {
        Self::from_jwk(&text(jwk)?)
    }
}

impl From<&VerifyingKey> for JsonWebKey<'static> {
    fn from(key: &VerifyingKey) -> Self {
        JsonWebKey::KeyPair { curve: "Ed25519".into(), x: key.as_bytes().to_vec().into(), secret: None }
    }
}

fn text(jwk: &JsonWebKey<'_>) -> Result<Zeroizing<String>, Error> {
    let unwritable = Error::KeyInvalid { reason: "it cannot be written as JSON" };
    serde_json::to_string(jwk).map(Zeroizing::new).map_err(|_| unwritable)
}

#[cfg(test)]
mod tests {
    use jwt_compact::jwk::JsonWebKey;

    use crate::error::Error;
    use crate::keys::{SigningKey, VerifyingKey};

    /// The key pair of RFC 8037, appendix A.
    const PRIVATE: &str = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    /// A key pair whose halves do not belong together.
    const MIXED: &str = r#"{"kty":"OKP","crv":"Ed25519","d":"AAAAne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

    fn jwk(text: &str) -> JsonWebKey<'_> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn keys_survive_the_way_through_jwt_compacts_jwk() {
        let key = SigningKey::try_from(&jwk(PRIVATE)).unwrap();
        let public = JsonWebKey::from(key.verifying_key());
        assert_eq!(&VerifyingKey::try_from(&public).unwrap(), key.verifying_key());
        assert_eq!(public.thumbprint::<sha2::Sha256>().as_slice().len(), 32);
    }

    #[test]
    fn what_a_jwk_of_the_own_kind_is_refused_for_is_refused_here_too() {
        let reason = |outcome: Result<SigningKey, Error>| match outcome.unwrap_err() {
            Error::KeyInvalid { reason } => reason,
            other => panic!("{other:?}"),
        };
        assert_eq!(reason(SigningKey::try_from(&jwk(MIXED))), "x does not belong to d");
        assert_eq!(reason(SigningKey::try_from(&jwk(r#"{"kty":"oct","k":"c2VjcmV0"}"#))), "kty is not OKP");
        let private = VerifyingKey::try_from(&jwk(PRIVATE));
        assert!(matches!(private, Err(Error::KeyInvalid { reason: "it is private" })));
    }
}
