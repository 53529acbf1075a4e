//! Any sequence of tokens presented to a grant, at any time: the record does what a reader of its history would.
#![no_main]

use countersign::{RefreshOutcome, RefreshPolicy, RefreshRecord};
use countersign_fuzz::at;
use libfuzzer_sys::fuzz_target;

const POLICY: RefreshPolicy = RefreshPolicy { lifetime: 1000.0, grace: 10.0, end: None };

fuzz_target!(|data: &[u8]| {
    let mut now = 5000.0_f64;
    // When each token was issued; its place is its name.
    let mut issued = vec![now];
    let mut record = RefreshRecord::begin("0", at(now), POLICY);
    let mut over = false;
    for step in data.chunks_exact(2) {
        // The clock goes forward, and back, by quarters of a second.
        let scale = if step[0] & 0x80 == 0 { 0.25 } else { 20.0 };
        now = (now + f64::from(step[1].cast_signed()) * scale).max(0.0);
        let (age, newest) = (usize::from(step[0] & 0x7f), issued[issued.len() - 1]);
        if age == REVOKE {
            let again = record.revoke(at(now));
            assert_eq!(again.revoked, record.revoked.or(Some(now)));
            (record, over) = (again, true);
            continue;
        }
        // Older than the first: a token that the grant never had.
        let presented =
            (issued.len() - 1).checked_sub(age).map_or("never".to_owned(), |name| name.to_string());
        let previous = age == 1 && presented != "never";
        let present = || record.present(&presented, issued.len().to_string(), at(now), at(now), POLICY);
        let answer = present();
        assert_eq!(answer, present());
        match answer {
            RefreshOutcome::Rotated { next } => {
                assert!(!over && age == 0 && now < newest.floor() + 1000.0);
                record = next;
                issued.push(now);
            }
            RefreshOutcome::Replayed => assert!(!over && previous && now < newest + 10.0),
            RefreshOutcome::Expired => assert!(!over && age == 0 && now >= newest.floor() + 1000.0),
            RefreshOutcome::Reused { next } => {
                assert!(!over && age > 0 && !(previous && now < newest + 10.0));
                assert_eq!(next.revoked, Some(now));
                (record, over) = (next, true);
            }
            RefreshOutcome::Revoked => assert!(over),
            RefreshOutcome::Inactive => unreachable!("nobody said that the owner is not active"),
        }
        let stored = serde_json::to_string(&record).expect("it is written");
        assert_eq!(serde_json::from_str::<RefreshRecord>(&stored).expect("it is read"), record);
    }
});

/// The step that ends the grant from outside.
const REVOKE: usize = 0x7f;
