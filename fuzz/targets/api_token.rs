//! Any sequence of steps in the life of an API token: its state says what a reader of its history would.
#![no_main]

use countersign::{ApiToken, ApiTokenState, ErrorCode, Reroll, RerollPolicy};
use countersign_fuzz::at;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static TOKENS: LazyLock<Vec<ApiToken>> = LazyLock::new(|| {
    (0..8).map(|n| ApiToken::from_secret("cs", &[n; 32]).expect("it is a prefix")).collect()
});

/// The history, as far as it matters.
struct History {
    current: usize,
    /// The token that was replaced, and until when it is good.
    replaced: Option<(usize, f64)>,
    /// Whether the newest token was used.
    used: bool,
    expires: Option<f64>,
    revoked: bool,
}

fuzz_target!(|data: &[u8]| {
    let Some((&life, steps)) = data.split_first() else { return };
    let expires = (life > 0).then_some(f64::from(life) * 10.0);
    let mut history = History { current: 0, replaced: None, used: false, expires, revoked: false };
    let mut state = ApiTokenState::begin(&TOKENS[0], expires.map(at));
    let mut now = 0.0_f64;
    for step in steps.chunks_exact(2) {
        let token = usize::from(step[0] & 7);
        let by = f64::from(step[1].cast_signed());
        match step[0] >> 6 {
            // The clock goes forward, and back.
            0 => now = (now + by).max(0.0),
            1 => {
                let named = TOKENS[usize::from(step[0] >> 3 & 7)].start();
                let lost = (step[1] & 1 == 1).then_some(named);
                match state.reroll(&TOKENS[token], at(now), RerollPolicy { grace: by, lost }) {
                    Err(_) => assert!(history.revoked || history.expired(now)),
                    Ok(Reroll::Rerolled { next }) => {
                        history.reroll(token, now, by, lost);
                        state = next;
                    }
                    Ok(Reroll::UnderWay { until }) => {
                        assert!(lost.is_none() && by > 0.0);
                        assert_eq!(history.running(now).map(|(_, until)| until), Some(until));
                    }
                    Ok(Reroll::NotLost) => {
                        assert!(history.used || lost != Some(TOKENS[history.current].start()))
                    }
                }
            }
            2 if by < -100.0 => {
                let again = state.revoke(at(now));
                assert_eq!(again.revoked, state.revoked.or(Some(now)));
                (history.revoked, state) = (true, again);
            }
            3 if state.check(&TOKENS[token], at(now)).is_ok() => {
                history.used |= token == history.current;
                state = state.note_use(&TOKENS[token], at(now));
                assert_eq!(state.seen.is_some(), history.used);
            }
            _ => {}
        }
        for (token, presented) in TOKENS.iter().enumerate() {
            let verdict = state.check(presented, at(now)).map_err(|error| error.code());
            assert_eq!(verdict, history.check(token, now), "token {token} at {now}");
        }
        assert_eq!(state.start, TOKENS[history.current].start());
        let stored = serde_json::to_string(&state).expect("it is written");
        assert!(!stored.contains(TOKENS[history.current].as_str()), "the token itself is not stored");
        assert_eq!(serde_json::from_str::<ApiTokenState>(&stored).expect("it is read"), state);
    }
});

impl History {
    fn expired(&self, now: f64) -> bool {
        self.expires.is_some_and(|expires| now >= expires)
    }

    /// The replaced token, if it is good.
    fn running(&self, now: f64) -> Option<(usize, f64)> {
        self.replaced.filter(|&(_, until)| now < until)
    }

    fn reroll(&mut self, token: usize, now: f64, grace: f64, lost: Option<&str>) {
        assert!(!self.revoked && !self.expired(now), "nothing dead comes to life again");
        assert!(lost.is_none_or(|lost| !self.used && lost == TOKENS[self.current].start()));
        let running = self.running(now);
        assert!(lost.is_some() || grace <= 0.0 || running.is_none(), "a promise is kept");
        self.replaced = match lost {
            _ if grace <= 0.0 => None,
            Some(_) => running.map(|(replaced, until)| (replaced, until.max(now + grace))),
            None => Some((self.current, now + grace)),
        };
        (self.current, self.used) = (token, false);
    }

    fn check(&self, token: usize, now: f64) -> Result<(), ErrorCode> {
        let in_grace = self.running(now).is_some_and(|(replaced, _)| replaced == token);
        if self.revoked || token != self.current && !in_grace {
            return Err(ErrorCode::TokenRevoked);
        }
        if self.expired(now) { Err(ErrorCode::TokenExpired) } else { Ok(()) }
    }
}
