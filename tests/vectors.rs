//! The vectors of `tests/vectors`, which the npm package must meet as well.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use base64ct::{Base64UrlUnpadded, Encoding};
use common::{Cases, TokenFile, assert_none, outcome, vectors};
use countersign::{
    Challenge, Error, ErrorCode, ExpectedProof, KeySet, SigningKey, UnixTime, VerdictState, VerifiedProof,
    Verifier, VerifyingKey, decode, inspect, parse_bearer,
};
use serde::Deserialize;
use serde_json::Value;
use sha2::Sha256;

#[test]
fn malformed_tokens_are_refused_for_the_stated_reason() {
    assert_token_file(&vectors("malformed_tokens"), 400);
}

#[test]
fn signatures_that_nobody_made_honestly_are_refused() {
    assert_token_file(&vectors("signatures"), 70);
}

#[test]
fn a_verifier_that_has_seen_many_tokens_judges_as_a_fresh_one() {
    for name in ["malformed_tokens", "signatures"] {
        let file: TokenFile = vectors(name);
        let keys = std::sync::Arc::new(KeySet::parse(&file.keys.to_string()).unwrap());
        let own_keys = |case: &common::TokenCase| case.keys.is_none();
        // Often enough for each key to be verified with whatever is prepared for it.
        for case in file.cases.iter().filter(|case| own_keys(case) && case.expect == "valid") {
            let verifier = Verifier::new(keys.clone(), file.policy(case));
            (0..100).for_each(|_| assert!(verifier.verify(&case.token, file.now(case)).is_ok()));
        }
        for _ in 0..3 {
            let mut failures = Vec::new();
            for case in file.cases.iter().filter(|case| own_keys(case)) {
                let verifier = Verifier::new(keys.clone(), file.policy(case));
                let result = verifier.verify(&case.token, file.now(case));
                if outcome(&result) != case.expect {
                    failures.push(format!("{}: {}, not {}", case.name, outcome(&result), case.expect));
                }
            }
            assert_none(failures);
        }
    }
}

#[test]
fn accepted_tokens_say_what_was_signed() {
    let file: TokenFile = vectors("malformed_tokens");
    for case in file.cases.iter().filter(|case| case.expect == "valid") {
        let verified = file.verify(case).unwrap();
        let decoded = decode(&case.token).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        assert_eq!(verified.claims_json().as_bytes(), decoded.payload(), "{}", case.name);
        assert_eq!(verified.header(), decoded.header(), "{}", case.name);
    }
}

#[test]
fn the_inspector_gives_the_verdict_of_the_verifier() {
    let mut failures = Vec::new();
    for name in ["malformed_tokens", "signatures"] {
        let file: TokenFile = vectors(name);
        // The inspector takes what a person pasted: a whole header, or white space around.
        let pasted = |token: &str| token.trim() != token || token.starts_with("Bearer ");
        for case in file.cases.iter().filter(|case| !pasted(&case.token)) {
            let keys = KeySet::parse(&case.keys.as_ref().unwrap_or(&file.keys).to_string()).unwrap();
            let inspection = inspect(&case.token, Some(keys.into()), file.policy(case), file.now(case));
            let verdict = inspection.verdict.code.map_or("valid", |code| code.as_str());
            let valid = inspection.verdict.state == VerdictState::Valid;
            if verdict != case.expect || valid != (case.expect == "valid") {
                failures.push(format!("{}: {verdict}, not {}", case.name, case.expect));
            }
        }
    }
    assert_none(failures);
}

#[derive(Deserialize)]
struct Request {
    method: String,
    url: String,
}

#[derive(Deserialize)]
struct ProofFile {
    now: f64,
    policy: Value,
    keys: Value,
    request: Request,
    token: String,
    thumbprint: String,
    cases: Vec<ProofCase>,
}

#[derive(Deserialize)]
struct ProofCase {
    name: String,
    proof: Option<String>,
    expect: String,
    claim: Option<String>,
    request: Option<Request>,
    token: Option<String>,
    nonces: Option<Vec<String>>,
    window: Option<f64>,
}

impl ProofFile {
    fn verify(&self, case: &ProofCase) -> Result<VerifiedProof, Error> {
        let request = case.request.as_ref().unwrap_or(&self.request);
        let now = UnixTime::from_secs_f64(self.now).unwrap();
        let mut expected = ExpectedProof::new(&request.method, &request.url)?;
        if let Some(nonces) = &case.nonces {
            expected = expected.with_nonces(nonces);
        }
        if let Some(seconds) = case.window {
            expected = expected.with_window(seconds)?;
        }
        let header = case.proof.as_deref().filter(|proof| !proof.is_empty()).ok_or(Error::ProofMissing)?;
        let proof = expected.verify(header, now)?;
        let keys = KeySet::parse(&self.keys.to_string())?;
        let token = case.token.as_ref().unwrap_or(&self.token);
        Verifier::new(keys, common::policy(self.policy.as_object().unwrap().clone()))
            .verify_bound(token, &proof, now)
            .map(|_| proof)
    }
}

#[test]
fn proofs_are_good_for_one_request_one_token_and_one_moment() {
    let mut failures = Vec::new();
    let file: ProofFile = vectors("dpop");
    assert!(file.cases.len() > 150);
    for case in &file.cases {
        let result = file.verify(case);
        if outcome(&result) != case.expect {
            failures.push(format!("{}: {}, not {}: {result:?}", case.name, outcome(&result), case.expect));
        }
        match result {
            Ok(proof) => assert_eq!(proof.thumbprint(), file.thumbprint, "{}", case.name),
            Err(error) if error.claim() != case.claim.as_deref() => {
                failures.push(format!("{}: speaks of {:?}", case.name, error.claim()));
            }
            Err(_) => {}
        }
    }
    assert_none(failures);
}

#[derive(Deserialize)]
struct KeySetCase {
    name: String,
    text: String,
    expect: String,
    #[serde(default)]
    kids: Vec<String>,
    #[serde(default)]
    skipped: Vec<Option<String>>,
}

#[test]
fn key_sets_use_skip_or_refuse_their_keys() {
    let mut failures = Vec::new();
    for case in vectors::<Cases<KeySetCase>>("key_sets").cases {
        let result = KeySet::parse(&case.text);
        if outcome(&result) != case.expect {
            failures.push(format!("{}: {}, not {}", case.name, outcome(&result), case.expect));
        } else if let Ok(set) = result {
            let kids: Vec<&str> = set.keys().iter().map(VerifyingKey::kid).collect();
            let skipped: Vec<_> = set.skipped().iter().map(|skipped| skipped.kid.clone()).collect();
            if kids != case.kids || skipped != case.skipped {
                failures.push(format!("{}: uses {kids:?}, skips {skipped:?}", case.name));
            }
        }
    }
    assert_none(failures);
}

#[test]
fn key_sets_have_at_most_a_thousand_keys() {
    let set = |count| {
        let seed = |n: u16| std::array::from_fn(|i| n.to_be_bytes()[i % 2]);
        let jwk = |n| SigningKey::from_seed(&seed(n)).unwrap().verifying_key().to_jwk();
        format!(r#"{{"keys":[{}]}}"#, (0..count).map(jwk).collect::<Vec<_>>().join(","))
    };
    assert_eq!(KeySet::parse(&set(1000)).unwrap().keys().len(), 1000);
    assert_eq!(outcome(&KeySet::parse(&set(1001))), "ERR_KEY_SET_INVALID");
    // Keys that are skipped count: somebody has to read them.
    let skipped = |count| set(1).replace("[", &format!("[{}", r#"{"kty":"RSA"},"#.repeat(count)));
    assert_eq!(KeySet::parse(&skipped(999)).unwrap().skipped().len(), 999);
    assert_eq!(outcome(&KeySet::parse(&skipped(1000))), "ERR_KEY_SET_INVALID");
}

#[derive(Deserialize)]
struct PrivateKeys {
    jwks: Vec<PrivateKeyCase>,
    pems: Vec<PrivateKeyCase>,
}

#[derive(Deserialize)]
struct PrivateKeyCase {
    name: String,
    text: String,
    expect: String,
    kid: Option<String>,
    algorithm: Option<String>,
}

#[test]
fn private_keys_are_read_whole_or_not_at_all() {
    let PrivateKeys { jwks, pems } = vectors("private_keys");
    let mut failures = Vec::new();
    let read = jwks.iter().map(|case| (case, SigningKey::from_jwk(&case.text)));
    for (case, result) in read.chain(pems.iter().map(|case| (case, SigningKey::from_pem(&case.text)))) {
        if outcome(&result) != case.expect {
            failures.push(format!("{}: {}, not {}", case.name, outcome(&result), case.expect));
        } else if let Ok(key) = result {
            assert_eq!(Some(key.kid()), case.kid.as_deref(), "{}", case.name);
            assert_eq!(Some(key.algorithm().as_str()), case.algorithm.as_deref(), "{}", case.name);
        }
    }
    assert_none(failures);
}

#[derive(Deserialize)]
struct BearerFile {
    cases: Vec<BearerCase>,
    challenges: Vec<ChallengeCase>,
}

#[derive(Deserialize)]
struct BearerCase {
    name: String,
    header: Option<String>,
    expect: String,
    token: Option<String>,
}

#[derive(Deserialize)]
struct ChallengeCase {
    name: String,
    code: String,
    message: String,
    scope: Option<String>,
    realm: Option<String>,
    resource_metadata: Option<String>,
    status: u16,
    challenge: Option<String>,
}

#[test]
fn authorization_headers_hold_one_token_or_are_refused() {
    let mut failures = Vec::new();
    for case in vectors::<BearerFile>("bearer").cases {
        let result = parse_bearer(case.header.as_deref());
        if outcome(&result) != case.expect || result.as_ref().ok().copied() != case.token.as_deref() {
            failures.push(format!("{}: {result:?}, not {}", case.name, case.expect));
        }
    }
    assert_none(failures);
}

#[test]
fn each_error_has_its_status_and_challenge() {
    let challenges = vectors::<BearerFile>("bearer").challenges;
    for case in &challenges {
        let code = ErrorCode::parse(&case.code).unwrap();
        let challenge = Challenge {
            description: &case.message,
            scope: case.scope.as_deref(),
            realm: case.realm.as_deref(),
            resource_metadata: case.resource_metadata.as_deref(),
            ..Challenge::default()
        };
        let challenge = challenge.of(code);
        assert_eq!((code.status(), challenge), (case.status, case.challenge.clone()), "{}", case.name);
    }
    for code in ErrorCode::ALL {
        assert!(challenges.iter().any(|case| case.code == code.as_str()), "{code:?} has a vector");
    }
}

#[test]
fn the_examples_of_rfc_8037_are_met() {
    let rfc: Value = vectors("rfc8037");
    let text = |name: &str| rfc[name].as_str().unwrap();
    let key = SigningKey::from_jwk(&rfc["private_jwk"].to_string()).unwrap();
    let public = VerifyingKey::from_jwk(&rfc["public_jwk"].to_string()).unwrap();
    assert_eq!(key.verifying_key(), &public);
    assert_eq!(public.thumbprint(), text("thumbprint"));
    assert_eq!(public.kid(), text("thumbprint"));

    let token = decode(text("token")).unwrap();
    assert_eq!(token.payload(), text("payload").as_bytes());
    assert_eq!(serde_json::from_str::<Value>(token.header().json()).unwrap(), rfc["header"]);
    let signature = <&[u8; 64]>::try_from(token.signature()).unwrap();
    assert_eq!(&key.sign(token.signing_input().as_bytes()), signature);
    assert!(public.verify(token.signing_input().as_bytes(), signature));
    assert_eq!(token.claims_json(), Ok(None), "the payload is not JSON");
}

#[test]
fn a_good_signature_over_plain_words_makes_no_token() {
    let rfc: Value = vectors("rfc8037");
    let file: TokenFile = vectors("signatures");
    let keys = KeySet::parse(&rfc["public_jwk"].to_string()).unwrap();
    let verifier = Verifier::new(keys, file.policy(&file.cases[0]));
    let result = verifier.verify(rfc["token"].as_str().unwrap(), file.now(&file.cases[0]));
    assert_eq!(outcome(&result), "ERR_TOKEN_MALFORMED");
}

#[test]
fn the_example_of_rfc_7638_is_met_and_its_key_is_skipped() {
    let rfc: Value = vectors("rfc7638");
    let jwk: jwt_compact::jwk::JsonWebKey<'_> = serde_json::from_value(rfc["jwk"].clone()).unwrap();
    let thumbprint = Base64UrlUnpadded::encode_string(&jwk.thumbprint::<Sha256>());
    assert_eq!(thumbprint, rfc["thumbprint"]);
    assert_eq!(outcome(&KeySet::parse(&rfc["jwk"].to_string())), "ERR_KEY_SET_INVALID");
}

fn assert_token_file(file: &TokenFile, at_least: usize) {
    assert!(file.cases.len() >= at_least, "{} cases are there", file.cases.len());
    let mut failures = Vec::new();
    for case in &file.cases {
        let result = file.verify(case);
        if outcome(&result) != case.expect {
            failures.push(format!("{}: {}, not {}", case.name, outcome(&result), case.expect));
        }
        let error = result.err();
        if let Some(claim) = &case.claim {
            assert_eq!(error.as_ref().and_then(|error| error.claim()), Some(claim.as_str()), "{}", case.name);
        }
        if let Some(word) = &case.says {
            assert!(error.unwrap().to_string().contains(word), "{} says {word}", case.name);
        }
    }
    assert_none(failures);
}
