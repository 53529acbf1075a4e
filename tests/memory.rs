//! What a text costs in memory is bounded by its length, and given back.
#![allow(unsafe_code, reason = "an allocator that counts is an allocator")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use base64ct::{Base64UrlUnpadded, Encoding};
use common::tokens::{key, now, open_policy, signed, token, verifier};
use std::sync::Arc;

use countersign::{KeySet, decode, inspect};

thread_local! {
    static USED: Cell<usize> = const { Cell::new(0) };
    static PEAK: Cell<usize> = const { Cell::new(0) };
}

#[global_allocator]
static COUNTER: Counter = Counter;

/// Counts what the thread of a test has allocated and not given back.
struct Counter;

// SAFETY: every call is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counter {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let used = USED.get().wrapping_add(layout.size());
        USED.set(used);
        PEAK.set(PEAK.get().max(used));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        USED.set(USED.get().wrapping_sub(layout.size()));
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// How many bytes `work` has at most at once, and how many it keeps.
fn cost(work: impl Fn()) -> (usize, usize) {
    let before = USED.get();
    PEAK.set(before);
    work();
    (PEAK.get() - before, USED.get() - before)
}

/// JSON that makes many small values of few characters.
fn dense(length: usize) -> Vec<String> {
    ["{},", "[],", "1,", r#"{"":0},"#, "[0],", r#""","#, r#"{"a":{"b":{}}},"#]
        .map(|unit| format!(r#"{{"alg":"EdDSA","x":[{}0]}}"#, unit.repeat(length / unit.len())))
        .into_iter()
        .chain([members(length)])
        .collect()
}

/// An object of many members.
fn members(length: usize) -> String {
    let members: String = (0..length / 12).map(|n| format!(r#""{n:06}":0,"#)).collect();
    format!(r#"{{{members}"alg":"EdDSA"}}"#)
}

#[test]
fn decoding_a_hostile_token_costs_a_multiple_of_its_length() {
    for json in dense(700_000) {
        let part = Base64UrlUnpadded::encode_string(json.as_bytes());
        for token in [format!("{part}.e30."), format!("eyJhbGciOiJFZERTQSJ9.{part}.")] {
            let (peak, kept) = cost(|| drop(decode(&token).map(|token| token.claims_json().map(|_| ()))));
            assert_eq!(kept, 0);
            assert!(peak < 50 * token.len(), "{}: {} times its length", &json[..40], peak / token.len());
        }
    }
}

#[test]
fn verifying_a_hostile_token_costs_a_multiple_of_its_length() {
    let verifier = verifier(&key(), open_policy());
    // What a key that is used often prepares stays, once.
    (0..200).for_each(|_| assert!(verifier.verify(&token(), now()).is_ok()));
    for json in dense(5_500) {
        let token = signed(br#"{"alg":"EdDSA"}"#, json.as_bytes());
        let (peak, kept) = cost(|| drop(verifier.verify(&token, now())));
        assert_eq!(kept, 0);
        assert!(peak < 50 * token.len(), "{}: {} times its length", &json[..40], peak / token.len());
    }
}

#[test]
fn reading_a_hostile_key_set_costs_a_multiple_of_its_length() {
    for json in dense(260_000) {
        let (peak, kept) = cost(|| drop(KeySet::parse(&json)));
        assert_eq!(kept, 0);
        assert!(peak < 50 * json.len(), "{}: {} times its length", &json[..40], peak / json.len());
    }
}

#[test]
fn inspecting_a_hostile_token_costs_a_multiple_of_its_length() {
    let keys = Arc::new(KeySet::from(&key()));
    for json in dense(70_000) {
        let token = signed(br#"{"alg":"EdDSA"}"#, json.as_bytes());
        let (peak, kept) = cost(|| drop(inspect(&token, Some(keys.clone()), open_policy(), now())));
        assert_eq!(kept, 0);
        assert!(peak < 100 * token.len(), "{}: {} times its length", &json[..40], peak / token.len());
    }
}
