//! The codes are stable and complete, and no message repeats a secret.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use base64ct::{Base64UrlUnpadded, Encoding};
use common::{K1, TokenFile, assert_none, leak, outcome, vectors};
use countersign::{
    Error, ErrorCode, ExpectedAudience, ExpectedIssuer, IssueOptions, Issuer, KeySet, Lifetime, Policy,
    SigningKey, TokenPart, UnixTime, VerifyingKey, parse_bearer,
};
use serde_json::Value;

const FILES: [&str; 6] = ["malformed_tokens", "signatures", "key_sets", "private_keys", "bearer", "dpop"];

/// What only a caller with a network or a store meets: the core gives the words.
const OUTSIDE: [&str; 6] = [
    "ERR_KEYS_UNAVAILABLE",
    "ERR_PROOF_REPLAYED",
    "ERR_SIGNER_UNAVAILABLE",
    "ERR_STORE_UNAVAILABLE",
    "ERR_TOKEN_REUSED",
    "ERR_TOKEN_REVOKED",
];

#[test]
fn every_code_stands_once_in_the_list_and_is_read_back() {
    let codes: BTreeSet<&str> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), ErrorCode::ALL.len());
    for code in ErrorCode::ALL {
        assert_eq!(ErrorCode::parse(code.as_str()), Some(*code));
    }
    assert_eq!(ErrorCode::parse("ERR_NOTHING"), None);
    assert_eq!(ErrorCode::parse(""), None);
}

#[test]
fn every_error_has_the_code_of_its_name_and_a_sentence_of_its_own() {
    let (exp, now) = (UnixTime::from_secs(1001), UnixTime::from_secs(2002));
    let errors = [
        (Error::AlgorithmNotAllowed { alg: "HS256".into() }, "HS256"),
        (Error::AudienceMismatch, "aud"),
        (Error::ClaimMalformed { claim: "nbf", expected: "a number" }, "nbf must be a number"),
        (Error::ClaimMissing { claim: "tenant".into() }, "tenant"),
        (Error::CredentialsMalformed { reason: "two tokens" }, "two tokens"),
        (Error::CredentialsMissing, "Bearer token in the Authorization header"),
        (Error::CriticalHeader { name: "b64" }, "b64"),
        (Error::IssuerMismatch, "iss"),
        (Error::KeyAmbiguous { usable: 3 }, "3 usable keys"),
        (Error::KeyInvalid { reason: "too short" }, "the key is refused: too short"),
        (Error::KeySetInvalid { reason: "empty" }, "the key set is refused: empty"),
        (Error::KeyUnknown, "kid"),
        (Error::KeysUnavailable, "the key set is not available"),
        (Error::OptionInvalid { option: "leeway".into(), reason: "is long" }, "leeway is long"),
        (Error::ProofInvalid { claim: Some("htm"), reason: "of tomorrow" }, "proof is refused: of tomorrow"),
        (Error::ProofKeyMismatch, "not bound"),
        (Error::ProofMissing, "no DPoP proof"),
        (Error::ProofNonceRequired, "nonce"),
        (Error::ProofReplayed, "proof was used before"),
        (Error::ProofRequired, "cnf"),
        (Error::ScopeInsufficient { required: "read write".into() }, "read write"),
        (Error::SignatureInvalid, "signature"),
        (Error::SignerUnavailable, "the signer is not available"),
        (Error::StoreUnavailable, "the store is not available"),
        (Error::SubjectMismatch, "sub"),
        (Error::TokenExpired { exp, now }, "expired at 1001; it is 2002"),
        (Error::TokenMalformed { part: TokenPart::Token, reason: "is torn" }, "token: is torn"),
        (
            Error::TokenNotYetValid { claim: "iat", from: now, now: exp },
            "iat is 2002, in the future; it is 1001",
        ),
        (Error::TokenReused, "used before"),
        (Error::TokenRevoked, "revoked"),
        (Error::TokenTooLarge { bytes: 8193, limit: 8192 }, "8193 bytes; 8192"),
        (Error::TokenTooOld { iat: exp, now }, "issued at 1001, too long ago; it is 2002"),
        (Error::TypeMismatch, "typ"),
    ];
    assert_eq!(errors.each_ref().map(|(error, _)| error.code()), ErrorCode::ALL);
    for (error, words) in &errors {
        assert!(error.to_string().contains(words), "{error:?}: {error}");
        let variant = format!("{error:?}").split([' ', '{']).next().unwrap().to_owned();
        assert_eq!(error.code().as_str(), code_of(&variant));
    }
    let sentences: BTreeSet<String> = errors.iter().map(|(error, _)| error.to_string()).collect();
    assert_eq!(sentences.len(), errors.len());
}

#[test]
fn the_word_of_oauth_goes_with_the_status() {
    for code in ErrorCode::ALL {
        let word = match (code.status(), code) {
            (_, ErrorCode::CredentialsMissing) => None,
            (400, _) => Some("invalid_request"),
            (_, ErrorCode::ProofInvalid | ErrorCode::ProofMissing | ErrorCode::ProofReplayed) => {
                Some("invalid_dpop_proof")
            }
            (_, ErrorCode::ProofNonceRequired) => Some("use_dpop_nonce"),
            (401, _) => Some("invalid_token"),
            (403, _) => Some("insufficient_scope"),
            (500 | 503, _) => None,
            (status, _) => panic!("{code:?} has the status {status}"),
        };
        assert_eq!(code.oauth_error(), word, "{code:?}");
    }
}

#[test]
fn a_malformed_token_says_which_part_is() {
    for (part, words) in [
        (TokenPart::Token, "token: x"),
        (TokenPart::Header, "token header: x"),
        (TokenPart::Payload, "token payload: x"),
        (TokenPart::Signature, "token signature: x"),
    ] {
        assert_eq!(Error::TokenMalformed { part, reason: "x" }.to_string(), words);
    }
}

#[test]
fn every_code_is_met_by_a_vector_or_comes_from_outside() {
    let mut met: BTreeSet<String> = OUTSIDE.into_iter().map(str::to_owned).collect();
    for file in FILES {
        let file: Value = vectors(file);
        let cases = file.as_object().unwrap().values().filter_map(Value::as_array).flatten();
        met.extend(cases.filter_map(|case| case["expect"].as_str()).map(str::to_owned));
    }
    met.insert(code_of_option_errors());
    met.remove("valid");
    let all: BTreeSet<String> = ErrorCode::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    assert_eq!(met, all);
}

#[test]
fn wrong_options_are_named() {
    let policy = || Policy::new(ExpectedIssuer::Unchecked, ExpectedAudience::Unchecked);
    let never = || IssueOptions::new(Lifetime::Never).unwrap();
    for (option, error) in [
        ("leeway", policy().with_leeway(-1.0).unwrap_err()),
        ("leeway", policy().with_leeway(300.5).unwrap_err()),
        ("leeway", policy().with_leeway(f64::NAN).unwrap_err()),
        ("maxAge", policy().with_max_age(0.0).unwrap_err()),
        ("maxAge", policy().with_max_age(f64::INFINITY).unwrap_err()),
        ("maxAge", policy().with_max_age(f64::NAN).unwrap_err()),
        ("type", policy().with_types([""; 0]).unwrap_err()),
        ("type", policy().with_types(["JWT", ""]).unwrap_err()),
        ("type", policy().with_types(["application/"]).unwrap_err()),
        ("scope", policy().with_scope([""; 0]).unwrap_err()),
        ("scope", policy().with_scope([" "]).unwrap_err()),
        ("scope", policy().with_scope(["rea\"d"]).unwrap_err()),
        ("scope", policy().with_scope(["lésen"]).unwrap_err()),
        ("expiresIn", IssueOptions::new(Lifetime::Seconds(0.0)).unwrap_err()),
        ("expiresIn", IssueOptions::new(Lifetime::Seconds(-1.0)).unwrap_err()),
        ("expiresIn", IssueOptions::new(Lifetime::Seconds(f64::NAN)).unwrap_err()),
        ("expiresIn", IssueOptions::new(Lifetime::Seconds(f64::INFINITY)).unwrap_err()),
        ("notBefore", never().with_not_before(-1.0).unwrap_err()),
        ("notBefore", never().with_not_before(f64::NAN).unwrap_err()),
        ("type", never().with_token_type("").unwrap_err()),
        ("scope", never().with_scope(["a\\b"]).unwrap_err()),
    ] {
        assert_eq!(error.code(), ErrorCode::OptionInvalid, "{error}");
        assert!(matches!(&error, Error::OptionInvalid { option: named, .. } if named == option), "{error}");
        assert!(error.to_string().contains(option), "{error}");
    }
}

#[test]
fn messages_repeat_no_part_of_a_token_or_its_keys() {
    let mut leaks = Vec::new();
    for name in ["malformed_tokens", "signatures"] {
        let file: TokenFile = vectors(name);
        for case in &file.cases {
            let Err(error) = file.verify(case) else { continue };
            for message in [error.to_string(), format!("{error:?}"), error.challenge(None).unwrap()] {
                let secrets = format!("{} {}", case.token, case.keys.as_ref().unwrap_or(&file.keys));
                leaks.extend(leak(&message, &secrets).map(|part| format!("{}: {part}", case.name)));
            }
        }
    }
    assert_none(leaks);
}

#[test]
fn messages_repeat_no_header_value_that_could_write_into_a_log() {
    let file: TokenFile = vectors("malformed_tokens");
    for case in &file.cases {
        let Err(error) = file.verify(case) else { continue };
        assert!(error.to_string().len() < 160, "{}: {error}", case.name);
        assert!(error.to_string().chars().all(|c| matches!(c, ' '..='~')), "{}: {error}", case.name);
    }
}

#[test]
fn messages_repeat_no_part_of_a_key() {
    let mut leaks = Vec::new();
    for name in ["key_sets", "private_keys"] {
        let file: Value = vectors(name);
        for case in file.as_object().unwrap().values().filter_map(Value::as_array).flatten() {
            let text = case["text"].as_str().unwrap();
            let errors = [
                KeySet::parse(text).err(),
                SigningKey::from_jwk(text).err(),
                SigningKey::from_pem(text).err(),
                VerifyingKey::from_jwk(text).err(),
                VerifyingKey::from_pem(text).err(),
            ];
            for error in errors.into_iter().flatten() {
                let message = format!("{error} {error:?}").replace("PRIVATE KEY", "");
                leaks.extend(leak(&message, text).map(|part| format!("{}: {part}", case["name"])));
            }
        }
    }
    assert_none(leaks);
}

#[test]
fn messages_repeat_no_part_of_a_header() {
    for header in ["Bearer c2VjcmV0c2VjcmV0 c2VjcmV0c2VjcmV0", "Bearer c2VjcmV0c2VjcmV0*", "c2VjcmV0c2VjcmV0"]
    {
        let error = parse_bearer(Some(header)).unwrap_err();
        assert_eq!(leak(&format!("{error} {error:?}"), header), None);
    }
}

#[test]
fn debug_prints_no_private_key() {
    let key = SigningKey::from_jwk(K1).unwrap();
    let d = serde_json::from_str::<Value>(K1).unwrap()["d"].as_str().unwrap().to_owned();
    let seed = Base64UrlUnpadded::decode_vec(&d).unwrap();
    let hex: String = seed.iter().map(|byte| format!("{byte:02x}")).collect();
    let issuer = Issuer::new(key.clone(), IssueOptions::new(Lifetime::Never).unwrap());
    for printed in [format!("{key:?}"), format!("{key:#?}"), format!("{issuer:?}")] {
        let bytes = format!("{}, {}, {}", seed[0], seed[1], seed[2]);
        for secret in [&d, &hex, &bytes, &hex.to_uppercase()] {
            assert!(!printed.contains(secret.as_str()), "{printed}");
        }
    }
    assert!(key.to_private_jwk().contains(&d), "which is where it is printed on purpose");
}

/// The JavaScript half refuses some things before the core is asked, or where the core has nothing to ask: in its words.
#[test]
fn the_javascript_half_has_the_words_of_the_core() {
    let missing = |claim: &'static str| Error::ClaimMissing { claim: claim.into() };
    let scope = |required: &'static str| Error::ScopeInsufficient { required: required.into() };
    for (file, error) in [
        ("lib/keys/key-source.js", Error::KeysUnavailable),
        ("lib/remote/issue-with-signer.js", Error::SignerUnavailable),
        ("lib/token/revocation.js", Error::TokenRevoked),
        ("lib/token/trusted-issuers.js", Error::IssuerMismatch),
        ("lib/token/trusted-issuers.js", missing("iss")),
        ("lib/remote/status-list.js", missing("status")),
        ("http/scopes.js", scope("${needed}")),
        ("service/store/guarded-store.js", Error::StoreUnavailable),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg").join(file);
        let source = std::fs::read_to_string(path).unwrap();
        let quoted = ['\'', '`'].map(|quote| format!("'{}', {quote}{error}{quote}", error.code().as_str()));
        assert!(quoted.iter().any(|words| source.contains(words)), "{file} does not say: {error}");
    }
}

/// `TokenExpired` → `ERR_TOKEN_EXPIRED`.
fn code_of(variant: &str) -> String {
    let words = variant.chars().map(|c| match c.is_ascii_uppercase() {
        true => format!("_{c}"),
        false => c.to_ascii_uppercase().to_string(),
    });
    format!("ERR{}", words.collect::<String>())
}

fn code_of_option_errors() -> String {
    outcome(&IssueOptions::new(Lifetime::Seconds(0.0))).to_owned()
}
