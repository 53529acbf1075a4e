//! Any bytes as a compressed status list, and any list there and back.
#![no_main]

use base64ct::{Base64UrlUnpadded, Encoding};
use countersign::StatusList;
use countersign_fuzz::{assert_sound, base64url};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&bits, rest)) = data.split_first() else { return };
    text(bits, rest);
    // The same bytes as a ZLIB stream, so that none is spent on base64.
    let bits = 1 << (bits % 4);
    match StatusList::decode(bits, &base64url(rest)) {
        Ok(list) => there_and_back(&list),
        Err(error) => assert_sound(&error),
    }
    let list = StatusList::from_bytes(bits, rest.to_vec()).expect("the bits are right, and it is short");
    assert_eq!(list.as_bytes(), rest);
    there_and_back(&list);
    changes(bits, rest);
});

fn text(bits: u8, text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    match StatusList::decode(bits, text) {
        Ok(list) => {
            assert!(matches!(bits, 1 | 2 | 4 | 8) && Base64UrlUnpadded::decode_vec(text).is_ok());
            there_and_back(&list);
        }
        Err(error) => assert_sound(&error),
    }
}

/// Any sequence of changes: the list is what an array of small numbers would be.
fn changes(bits: u8, steps: &[u8]) {
    let mut list = StatusList::new(bits, LEN).expect("it is short");
    let mut known = [0; LEN_PADDED];
    for step in steps.chunks_exact(2) {
        let (index, status) = (usize::from(step[0]), step[1]);
        let fits = index < known.len() && u32::from(status) < 1 << bits;
        assert_eq!(list.set(u32::from(step[0]), status).is_ok(), fits);
        if fits {
            known[index] = status;
        }
    }
    for (index, status) in (0..).zip(known) {
        assert_eq!(list.status(index), Some(status));
    }
    assert_eq!(list.status(u32::MAX), None);
    there_and_back(&list);
}

fn there_and_back(list: &StatusList) {
    assert!(list.as_bytes().len() <= StatusList::MAX_BYTES);
    // A short stream that unpacks to megabytes would be all that the fuzzer has time for.
    if list.as_bytes().len() > 1 << 14 {
        return;
    }
    let again = StatusList::decode(list.bits(), &list.encode()).expect("what is written is read");
    assert_eq!(again, *list);
}

const LEN: u32 = 64;
/// Whole bytes at every width.
const LEN_PADDED: usize = 64;
