//! What holds in every life of a grant, an API token and a status list.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use base64ct::{Base64UrlUnpadded, Encoding};
use common::outcome;
use countersign::{
    ApiToken, ApiTokenDigest, ApiTokenState, RefreshOutcome, RefreshPolicy, RefreshRecord, Reroll,
    RerollPolicy, StatusIndex, StatusList, UnixTime,
};
use miniz_oxide::deflate::compress_to_vec_zlib;
use proptest::collection::vec;
use proptest::prelude::*;

const POLICY: RefreshPolicy = RefreshPolicy { lifetime: 1000.0, grace: 10.0, end: None };

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_grant_is_rotated_by_its_newest_token_alone(steps in vec((age(), delay()), 1..40)) {
        let (mut now, mut issued) = (0, vec!["0".to_owned()]);
        let mut record = RefreshRecord::begin("0", UnixTime::from_secs(0), POLICY);
        // What the grant must be, told without its record: when the newest token was issued, and whether theft ended it.
        let (mut newest_at, mut stolen) = (0, false);
        for (age, delay) in steps {
            now += delay;
            let age = age.min(issued.len() - 1);
            let presented = issued[issued.len() - 1 - age].clone();
            let fresh = issued.len().to_string();
            let instant = UnixTime::from_secs(now);
            let answer = record.present(&presented, fresh.as_str(), instant, instant, POLICY);
            match answer {
                RefreshOutcome::Rotated { next } => {
                    prop_assert!(!stolen && age == 0 && now < newest_at + 1000);
                    prop_assert_eq!(&next.jti, &fresh);
                    (record, newest_at) = (next, now);
                    issued.push(fresh);
                }
                RefreshOutcome::Replayed => prop_assert!(!stolen && age == 1 && now < newest_at + 10),
                RefreshOutcome::Expired => prop_assert!(!stolen && age == 0 && now >= newest_at + 1000),
                RefreshOutcome::Reused { next } => {
                    prop_assert!(!stolen && (age > 1 || age == 1 && now >= newest_at + 10));
                    (record, stolen) = (next, true);
                }
                RefreshOutcome::Revoked => prop_assert!(stolen),
                RefreshOutcome::Inactive => unreachable!("nobody said that the owner is not active"),
            }
        }
    }

    #[test]
    fn an_api_token_is_read_back_under_its_own_prefix(prefix in "[a-z0-9_]{1,24}", other in "[a-z0-9_]{1,24}", secret: [u8; 32]) {
        let token = ApiToken::from_secret(&prefix, &secret).unwrap();
        prop_assert_eq!(token.as_str().len(), prefix.len() + 50);
        let read = ApiToken::parse(token.as_str(), &prefix).unwrap();
        prop_assert_eq!(read.digest(), token.digest());
        prop_assert_eq!(ApiTokenDigest::parse(&token.digest().to_string()), Some(token.digest()));
        prop_assert!(token.as_str().starts_with(token.start()) && token.start().len() == prefix.len() + 5);
        let printed = format!("{token:?}");
        prop_assert!(!printed.contains(&token.as_str()[token.start().len()..]));
        if other != prefix {
            prop_assert_eq!(outcome(&ApiToken::parse(token.as_str(), &other)), "ERR_TYPE_MISMATCH");
        }
    }

    #[test]
    fn a_changed_api_token_is_refused(secret: [u8; 32], at in 0_usize..55, character in any::<char>()) {
        let token = ApiToken::from_secret("acme_", &secret).unwrap();
        let mut characters: Vec<char> = token.as_str().chars().collect();
        prop_assume!(characters[at] != character);
        characters[at] = character;
        let changed: String = characters.into_iter().collect();
        let code = outcome(&ApiToken::parse(&changed, "acme_"));
        prop_assert_eq!(code, "ERR_TOKEN_MALFORMED");
    }

    #[test]
    fn a_reroll_ends_no_api_token_before_the_time_that_was_promised(steps in vec((0_usize..4, delay()), 1..40)) {
        let tokens: Vec<ApiToken> = (0..41).map(|n| ApiToken::from_secret("acme", &[n; 32]).unwrap()).collect();
        let mut state = ApiTokenState::begin(&tokens[0], None);
        // What must be, told without the state: the newest token, whether it was used, and what the one before was promised.
        let (mut now, mut newest, mut used, mut promised) = (0, 0, false, None);
        for (fresh, (step, delay)) in (1..).zip(steps) {
            now += delay;
            promised = promised.filter(|&(_, until)| now < until);
            let named = state.start.clone();
            let (grace, lost) = [(10, None), (500, Some(named.as_str())), (0, None), (0, None)][step];
            if step == 3 {
                state = state.note_use(&tokens[newest], UnixTime::from_secs(now));
                used = true;
            } else {
                let policy = RerollPolicy { grace: f64::from(grace), lost };
                match state.reroll(&tokens[fresh], UnixTime::from_secs(now), policy).unwrap() {
                    Reroll::UnderWay { until } => {
                        prop_assert!(step == 0);
                        prop_assert_eq!(promised.map(|(_, until)| f64::from(until)), Some(until));
                    }
                    Reroll::NotLost => prop_assert!(step == 1 && used),
                    Reroll::Rerolled { next } => {
                        prop_assert!(step == 2 || step == 1 && !used || step == 0 && promised.is_none());
                        promised = match step {
                            0 => Some((newest, now + grace)),
                            1 => promised.map(|(token, until)| (token, until.max(now + grace))),
                            _ => None,
                        };
                        (state, newest, used) = (next, fresh, false);
                    }
                }
            }
            for (number, token) in tokens.iter().enumerate() {
                let good = number == newest || promised.is_some_and(|(token, _)| token == number);
                prop_assert_eq!(state.check(token, UnixTime::from_secs(now)).is_ok(), good);
            }
        }
    }

    #[test]
    fn any_text_is_an_api_token_a_digest_a_status_list_or_an_error(text in ".{0,120}", bits: u8) {
        let _ = (ApiToken::parse(&text, "acme"), ApiToken::from_secret(&text, &[0; 32]));
        let _ = (ApiTokenDigest::parse(&text), StatusList::decode(bits, &text));
    }

    #[test]
    fn a_status_is_set_alone_and_survives_the_encoding(
        width in prop::sample::select(vec![1_u8, 2, 4, 8]),
        changes in vec((0_u32..500, any::<u8>()), 0..60),
    ) {
        let mut list = StatusList::new(width, 500).unwrap();
        let mut known = vec![0; 500];
        for (index, status) in changes {
            let status = u8::try_from(u32::from(status) % (1 << width)).unwrap();
            list.set(index, status).unwrap();
            known[usize::try_from(index).unwrap()] = status;
        }
        let read = StatusList::decode(width, &list.encode()).unwrap();
        for (index, status) in (0..).zip(&known) {
            prop_assert_eq!(read.status(index), Some(*status));
        }
    }
}

#[test]
fn a_list_that_unpacks_to_more_than_its_limit_is_refused() {
    let largest = StatusList::from_bytes(1, vec![0; StatusList::MAX_BYTES]).unwrap();
    assert!(StatusList::decode(1, &largest.encode()).is_ok());
    let bomb = compress_to_vec_zlib(&vec![0; StatusList::MAX_BYTES + 1], 9);
    assert!(bomb.len() < 5000, "which is what it takes to fill a memory without a limit");
    let bomb = StatusList::decode(1, &Base64UrlUnpadded::encode_string(&bomb));
    assert_eq!(outcome(&bomb), "ERR_OPTION_INVALID");
}

#[test]
fn a_list_is_bounded_and_gives_its_bytes_back() {
    let list = StatusList::from_bytes(2, vec![0xC9, 0x44, 0xF9]).unwrap();
    assert_eq!((list.bits(), list.as_bytes()), (2, &[0xC9, 0x44, 0xF9][..]));
    assert_eq!(format!("{list:?}"), "StatusList(3 bytes of 2 bits)");
    assert!(StatusList::from_bytes(1, vec![0; StatusList::MAX_BYTES]).is_ok());
    let longer = StatusList::from_bytes(1, vec![0; StatusList::MAX_BYTES + 1]);
    assert_eq!(outcome(&longer), "ERR_OPTION_INVALID");
    // 8 MiB of bits are 4 MiB of bytes: one status more is one byte more.
    let most = u32::try_from(StatusList::MAX_BYTES * 8).unwrap();
    assert_eq!(StatusList::new(1, most).unwrap().as_bytes().len(), StatusList::MAX_BYTES);
    assert_eq!(outcome(&StatusList::new(1, most + 1)), "ERR_OPTION_INVALID");
}

#[test]
fn a_digest_prints_as_it_is_stored() {
    let digest = ApiToken::from_secret("acme", &[7; 32]).unwrap().digest();
    assert_eq!(format!("{digest:?}"), digest.to_string());
    assert_eq!(digest.to_string().len(), 64);
}

#[test]
fn places_of_tokens_are_never_shared() {
    let place = |number| StatusIndex::allocate(number).map(|place| (place.list, place.index));
    let last = u64::from(StatusList::LEN) - 1;
    assert_eq!(place(0), Some((0, 0)));
    assert_eq!(place(last), Some((0, StatusList::LEN - 1)));
    assert_eq!(place(last + 1), Some((1, 0)));
    assert_eq!(place((1 << 52) - 1), Some((u32::MAX, StatusList::LEN - 1)));
    assert_eq!(place(1 << 52), None);
}

/// How many tokens ago the presented one was issued: mostly the newest.
fn age() -> impl Strategy<Value = usize> {
    prop::sample::select(vec![0, 0, 0, 0, 1, 1, 2, 3])
}

/// Seconds between two requests: mostly few, often those at which something ends.
fn delay() -> impl Strategy<Value = u32> {
    prop::sample::select(vec![0, 0, 1, 2, 5, 9, 10, 11, 500, 999, 1000, 1001])
}
