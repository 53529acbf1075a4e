//! What the core costs a Rust program: `cargo bench`.
#![expect(clippy::unwrap_used, reason = "a bench that cannot run should say so loudly")]

use std::hint::black_box;

use countersign::{
    ExpectedAudience, ExpectedIssuer, IssueOptions, Issuer, KeySet, Lifetime, Policy, SigningKey, UnixTime,
    UnverifiedToken, Verifier, decode,
};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

criterion_group!(benches, verifying, growing, issuing, reading);
criterion_main!(benches);

/// With how many uses a key has all its tables.
const WARM: usize = 200;

fn verifying(criterion: &mut Criterion) {
    let key = key(0);
    let token = token(&key);
    let mut group = criterion.benchmark_group("verify");
    let unverified = UnverifiedToken::parse(&token, 8192).unwrap();
    let (message, signature) =
        (unverified.signing_input().as_bytes(), unverified.signature().try_into().unwrap());
    group.bench_function("the signature alone, unprepared", |bencher| {
        bencher.iter(|| assert!(key.verifying_key().verify(black_box(message), signature)));
    });
    group.bench_function("the first token of a key set", |bencher| {
        let verifier = || verifier(std::slice::from_ref(&key));
        bencher.iter_batched_ref(verifier, |verifier| verify(verifier, &token), BatchSize::SmallInput);
    });
    group.bench_function("a token of a prepared key", |bencher| {
        let verifier = verifier(std::slice::from_ref(&key));
        (0..WARM).for_each(|_| verify(&verifier, &token));
        bencher.iter(|| verify(&verifier, &token));
    });
}

/// The keys of large sets: one that carries the traffic, and all of them in turn.
fn growing(criterion: &mut Criterion) {
    let keys: Vec<SigningKey> = (0..1000).map(key).collect();
    let tokens: Vec<String> = keys.iter().map(token).collect();
    let mut group = criterion.benchmark_group("verify with a key of");
    for count in [1, 10, 100, 1000] {
        let hot = verifier(&keys[..count]);
        (0..WARM).for_each(|_| verify(&hot, &tokens[0]));
        group.bench_function(format!("{count}, always the same"), |bencher| {
            bencher.iter(|| verify(&hot, &tokens[0]));
        });
        let even = verifier(&keys[..count]);
        let mut turns = tokens[..count].iter().cycle();
        turns.by_ref().take(WARM.max(3 * count)).for_each(|token| verify(&even, token));
        group.bench_function(format!("{count}, each in turn"), |bencher| {
            bencher.iter(|| turns.by_ref().take(1).for_each(|token| verify(&even, token)));
        });
    }
}

fn issuing(criterion: &mut Criterion) {
    let issuer = issuer(&key(0));
    criterion.bench_function("issue", |bencher| bencher.iter(|| issuer.issue_json(black_box(CLAIMS), now())));
}

fn reading(criterion: &mut Criterion) {
    let token = token(&key(0));
    criterion.bench_function("parse", |bencher| {
        bencher.iter(|| UnverifiedToken::parse(black_box(&token), 8192).unwrap().signature().len());
    });
    criterion.bench_function("decode with claims", |bencher| {
        bencher.iter(|| decode(black_box(&token)).unwrap().claims_json().unwrap().map(str::len));
    });
}

fn key(number: u16) -> SigningKey {
    let [low, high] = number.to_le_bytes();
    let mut seed = [7; 32];
    (seed[0], seed[1]) = (low, high);
    SigningKey::from_seed(&seed).unwrap()
}

fn issuer(key: &SigningKey) -> Issuer {
    let options = IssueOptions::new(Lifetime::Seconds(3600.0)).unwrap();
    Issuer::new(
        key.clone(),
        options.with_issuer("https://auth.example").with_audience(["https://api.example"]),
    )
}

fn token(key: &SigningKey) -> String {
    issuer(key).issue_json(CLAIMS, now()).unwrap()
}

fn verifier(keys: &[SigningKey]) -> Verifier {
    let policy = Policy::new(
        ExpectedIssuer::exactly("https://auth.example"),
        ExpectedAudience::any_of(["https://api.example"]),
    );
    let keys = keys.iter().map(|key| key.verifying_key().clone()).collect();
    Verifier::new(KeySet::new(keys).unwrap(), policy)
}

fn verify(verifier: &Verifier, token: &str) {
    verifier.verify(black_box(token), now()).unwrap();
}

fn now() -> UnixTime {
    UnixTime::from_secs_f64(1_800_000_000.0).unwrap()
}

const CLAIMS: &str = r#"{"sub":"user-1","scope":"read write"}"#;
