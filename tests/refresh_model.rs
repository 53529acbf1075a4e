//! Every order in which requests, crashes, clock jumps and a thief can meet on one grant: a model check of rotation over
//! a compare-and-swap store.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use countersign::{RefreshOutcome, RefreshPolicy, RefreshRecord, UnixTime};
use std::collections::HashMap;

const GRACE: i32 = 10;
const POLICY: RefreshPolicy = RefreshPolicy { lifetime: 1000.0, grace: 10.0, end: None };
/// Within the grace, back, beyond the grace, beyond the life of a token.
const JUMPS: [i32; 4] = [6, -6, 11, 1000];

#[test]
fn concurrent_requests_of_one_client_are_one_rotation_and_lose_nobody() {
    explore("client alone", World { sends: 3, crashes: 1, jumps: 2, ..World::default() });
    explore("client alone, more requests", World { sends: 4, crashes: 1, ..World::default() });
}

#[test]
fn a_stolen_token_ends_the_grant_whoever_is_first() {
    explore("thief", World { sends: 2, thefts: 1, crashes: 1, jumps: 1, ..World::default() });
    explore("thief, twice", World { sends: 1, thefts: 2, jumps: 2, ..World::default() });
}

#[test]
fn a_revocation_is_never_lost() {
    explore("log-out", World { sends: 2, revocations: 1, crashes: 1, jumps: 1, ..World::default() });
}

#[test]
fn an_owner_who_is_not_active_gets_nothing_and_loses_nothing() {
    explore("owner", World { sends: 3, toggles: 2, crashes: 1, jumps: 1, ..World::default() });
    explore("owner and thief", World { sends: 1, thefts: 2, toggles: 1, jumps: 1, ..World::default() });
}

#[test]
fn no_order_of_requests_reaches_past_the_end_of_the_session() {
    let end = Some(5000 + 1500);
    explore("session", World { sends: 2, jumps: 3, end, ..World::default() });
    explore("session and thief", World { sends: 2, thefts: 1, jumps: 2, end, ..World::default() });
}

#[test]
fn a_store_that_writes_without_comparing_is_found_out() {
    let blind = World { sends: 2, blind: true, ..World::default() };
    assert!(Explorer::default().paths(&blind).is_err());
}

#[test]
fn a_request_that_two_rotations_overtook_counts_as_theft() {
    // The limit of what is promised: nothing tells such a request from a stolen token.
    let mut record = RefreshRecord::begin("0", at(100), POLICY);
    for (jti, next) in [("0", "1"), ("1", "2")] {
        let RefreshOutcome::Rotated { next } = record.present(jti, next, at(101), at(101), POLICY) else {
            panic!("{record:?}")
        };
        record = next;
    }
    assert!(matches!(record.present("0", "x", at(101), at(101), POLICY), RefreshOutcome::Reused { .. }));
}

/// One grant, those who hold its tokens, and what may still happen.
#[derive(Clone, Debug)]
struct World {
    now: i32,
    stored: RefreshRecord,
    version: u32,
    /// Every token that was stored, in order, and when it was issued.
    issued: Vec<(String, i32)>,
    /// Places in `issued` of the newest tokens that the two hold.
    client: usize,
    thief: usize,
    requests: Vec<Option<Request>>,
    /// Whether somebody else had a part in this grant, or the client sent what may look like it.
    meddled: bool,
    blind: bool,
    /// Whether the owner of the grant is active.
    active: bool,
    /// When the session ends.
    end: Option<i32>,
    toggles: u8,
    sends: u8,
    thefts: u8,
    revocations: u8,
    crashes: u8,
    jumps: u8,
}

#[derive(Clone, Debug)]
struct Request {
    by: Party,
    token: usize,
    at: i32,
    /// Sent by a client that nothing may lose: alone, and within the grace of what it sent before.
    safe: bool,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Party {
    Client,
    Thief,
    Owner,
}

#[derive(Clone, Debug)]
enum Phase {
    Arrived,
    Read(RefreshRecord, u32),
    Answered(usize),
}

impl Default for World {
    fn default() -> Self {
        let stored = RefreshRecord::begin("0", at(5000), POLICY);
        let issued = vec![("0".to_owned(), 5000)];
        let (requests, now) = (Vec::new(), 5000);
        Self {
            now,
            stored,
            version: 0,
            issued,
            client: 0,
            thief: 0,
            requests,
            meddled: false,
            blind: false,
            active: true,
            end: None,
            toggles: 0,
            sends: 0,
            thefts: 0,
            revocations: 0,
            crashes: 0,
            jumps: 0,
        }
    }
}

impl Request {
    /// Whether the clock went back by the grace since it was sent.
    fn is_from_the_future(&self, now: i32) -> bool {
        self.at - now >= GRACE
    }
}

impl World {
    /// Every world that is one step ahead.
    fn successors(&self) -> Result<Vec<Self>, String> {
        let mut next = Vec::new();
        let in_flight = || self.requests.iter().flatten().filter(|request| request.by == Party::Client);
        if self.sends > 0 && in_flight().all(|request| request.token == self.client) {
            // The grace counts from the write of the request that rotates: it may be this one, at once.
            let near = in_flight().all(|request| !request.is_from_the_future(self.now));
            let fresh = self.issued.get(self.client + 1).is_none_or(|(_, at)| self.now < at + GRACE);
            let safe = near && fresh && !self.meddled;
            next.push(Self { sends: self.sends - 1, ..self.sent(Party::Client, self.client, safe) });
        }
        if self.thefts > 0 {
            next.push(Self { thefts: self.thefts - 1, ..self.sent(Party::Thief, self.thief, false) });
        }
        if self.revocations > 0 {
            next.push(Self { revocations: self.revocations - 1, ..self.sent(Party::Owner, 0, false) });
        }
        if self.toggles > 0 {
            next.push(Self { toggles: self.toggles - 1, active: !self.active, ..self.clone() });
        }
        if self.jumps > 0 {
            let jumps = self.jumps - 1;
            next.extend(JUMPS.map(|jump| Self { jumps, ..self.at_time(self.now + jump) }));
        }
        for index in 0..self.requests.len() {
            if self.requests[index].is_none() {
                continue;
            }
            if self.crashes > 0 {
                let mut crashed = Self { crashes: self.crashes - 1, ..self.clone() };
                crashed.requests[index] = None;
                next.push(crashed);
            }
            let mut moved = self.clone();
            moved.advance(index)?;
            next.push(moved);
        }
        next.iter().try_for_each(|world| world.check(self))?;
        Ok(next)
    }

    fn sent(&self, by: Party, token: usize, safe: bool) -> Self {
        let mut world = Self { meddled: self.meddled || !safe, ..self.clone() };
        if world.meddled {
            world.requests.iter_mut().flatten().for_each(|request| request.safe = false);
        }
        world.requests.push(Some(Request { by, token, at: self.now, safe, phase: Phase::Arrived }));
        world
    }

    /// The same world later, or earlier by its clock.
    fn at_time(&self, now: i32) -> Self {
        let mut world = Self { now, ..self.clone() };
        // A write by this clock would leave such a request no grace: it may look like a thief's, and end the grant.
        if world.requests.iter().flatten().any(|request| request.is_from_the_future(now)) {
            world.meddled = true;
            world.requests.iter_mut().flatten().for_each(|request| request.safe = false);
        }
        world
    }

    /// One step of a request: read, or judge and write, or answer.
    fn advance(&mut self, index: usize) -> Result<(), String> {
        let Some(request) = self.requests[index].clone() else { return Ok(()) };
        let phase = match request.phase {
            Phase::Arrived => Some(Phase::Read(self.stored.clone(), self.version)),
            Phase::Answered(token) => {
                let holder = if request.by == Party::Client { &mut self.client } else { &mut self.thief };
                *holder = token.max(*holder);
                None
            }
            Phase::Read(ref record, version) => self.judge(&request, index, record, version)?,
        };
        self.requests[index] = phase.map(|phase| Request { phase, ..request });
        Ok(())
    }

    fn judge(
        &mut self,
        request: &Request,
        index: usize,
        record: &RefreshRecord,
        version: u32,
    ) -> Result<Option<Phase>, String> {
        let instant = at(request.at);
        if request.by == Party::Owner {
            return Ok(if self.replace(version, record.revoke(instant)) {
                None
            } else {
                Some(Phase::Arrived)
            });
        }
        let jti = self.issued[request.token].0.clone();
        // Unlike any other: what a loser of the race had in mind must never be answered.
        let proposed = format!("{version}-{index}");
        let presented = record.present(&jti, proposed.as_str(), instant, at(self.now), self.policy());
        match if self.active { presented } else { presented.of_inactive_owner() } {
            RefreshOutcome::Rotated { .. } | RefreshOutcome::Replayed if !self.active => {
                Err(format!("issued to an owner who is not active: {request:?}"))
            }
            RefreshOutcome::Rotated { next } => {
                if !self.replace(version, next) {
                    return Ok(Some(Phase::Arrived));
                }
                if self.stored.previous.as_ref() != self.issued.last().map(|(jti, _)| jti) {
                    return Err(format!("{jti} was exchanged twice"));
                }
                self.issued.push((proposed, self.now));
                Ok(Some(Phase::Answered(self.issued.len() - 1)))
            }
            RefreshOutcome::Replayed => Ok(Some(Phase::Answered(self.place(&record.jti)?))),
            RefreshOutcome::Reused { .. } | RefreshOutcome::Revoked if request.safe => {
                Err(format!("an honest client was lost: {request:?}"))
            }
            RefreshOutcome::Reused { next } => {
                Ok(if self.replace(version, next) { None } else { Some(Phase::Arrived) })
            }
            RefreshOutcome::Expired | RefreshOutcome::Revoked | RefreshOutcome::Inactive => Ok(None),
        }
    }

    fn policy(&self) -> RefreshPolicy {
        RefreshPolicy { end: self.end.map(f64::from), ..POLICY }
    }

    /// The heart of every store: writes only over what was read.
    fn replace(&mut self, version: u32, next: RefreshRecord) -> bool {
        if self.version != version && !self.blind {
            return false;
        }
        (self.stored, self.version) = (next, self.version + 1);
        true
    }

    fn place(&self, jti: &str) -> Result<usize, String> {
        let place = self.issued.iter().position(|(issued, _)| issued == jti);
        place.ok_or_else(|| format!("{jti} was answered and never stored"))
    }

    /// What holds in every world that `before` leads to.
    fn check(&self, before: &Self) -> Result<(), String> {
        let live = |(jti, _): &&(String, i32)| {
            matches!(
                self.stored.present(jti, "x", at(self.now), at(self.now), self.policy()),
                RefreshOutcome::Rotated { .. }
            )
        };
        if let Some(end) = self.end {
            let is_over = self.now >= end && self.issued.iter().any(|token| live(&token));
            if is_over || self.stored.exp > f64::from(end).max(before.stored.exp) {
                return Err(format!("the session went on: {self:?}"));
            }
        }
        if self.issued.iter().filter(live).count() > 1 {
            return Err(format!("two tokens live: {self:?}"));
        }
        if before.stored.revoked.is_some() && self.stored.revoked.is_none() {
            return Err(format!("a revoked grant came back: {self:?}"));
        }
        Ok(())
    }

    /// When all is quiet, both parties go on using what they hold: that must end the grant.
    fn conclude(mut self, stolen: bool, logged_out: bool) -> Result<(), String> {
        if logged_out && self.stored.revoked.is_none() && self.crashes > 0 {
            return Err(format!("a revocation was lost: {self:?}"));
        }
        // As long as the owner is not active nobody gets anything; then it counts again.
        self.active = true;
        for party in [Party::Client, Party::Thief, Party::Client, Party::Thief] {
            if !stolen {
                return Ok(());
            }
            self.now += GRACE + 1;
            let token = if party == Party::Client { self.client } else { self.thief };
            self = self.sent(party, token, false);
            let index = self.requests.len() - 1;
            while self.requests[index].is_some() {
                self.advance(index)?;
            }
        }
        let expired = UnixTime::as_secs_f64(at(self.now)) >= self.stored.exp;
        let ended = self.stored.revoked.is_some() || expired;
        if ended { Ok(()) } else { Err(format!("theft went on: {self:?}")) }
    }
}

/// Walks every path; a world that was met before is not walked again, only counted.
#[derive(Default)]
struct Explorer {
    known: HashMap<String, u64>,
    stolen: bool,
    logged_out: bool,
}

impl Explorer {
    /// How many paths lead from here to where nothing more can happen.
    fn paths(&mut self, world: &World) -> Result<u64, String> {
        let name = format!("{world:?}");
        if let Some(&paths) = self.known.get(&name) {
            return Ok(paths);
        }
        let successors = world.successors()?;
        if successors.is_empty() {
            world.clone().conclude(self.stolen, self.logged_out)?;
        }
        let mut paths = u64::from(successors.is_empty());
        for next in &successors {
            paths += self.paths(next)?;
        }
        self.known.insert(name, paths);
        Ok(paths)
    }
}

fn explore(what: &str, world: World) {
    let (stolen, logged_out) = (world.thefts > 0, world.revocations > 0);
    let mut explorer = Explorer { stolen, logged_out, ..Explorer::default() };
    let paths = explorer.paths(&world).unwrap();
    println!("{what}: {paths} interleavings through {} states", explorer.known.len());
    assert!(paths > 1000, "{what}: {paths}");
}

fn at(seconds: i32) -> UnixTime {
    UnixTime::from_secs(u32::try_from(seconds).unwrap())
}
