//! Every order in which a handful of arrivals can come to an order, and what must hold of each.

use std::collections::HashMap;

use mekong_pay::domain::event;
use mekong_pay::domain::order::{Due, Hinted, Order, State};
use mekong_pay::domain::outcome::Evidence;
use mekong_pay::domain::review::ReviewReason;
use mekong_pay::domain::time::{DAY, SECOND, ScheduleScale};
use mekong_pay::domain::{Outcome, ProviderReport};

use super::orders::{ACCOUNT, at_millis};

/// What an answer means depends on what the order knows: nothing, the provider's id, that its charge was answered
/// with "maintenance", both.
pub type Readings = [ProviderReport; 4];

fn of<'a>(reports: &'a Readings, order: &Order) -> &'a ProviderReport {
    let maintenance = matches!(order.charge_reply(), Some("40" | "41"));
    &reports[usize::from(order.provider_order_id().is_some()) + 2 * usize::from(maintenance)]
}

/// One thing that can happen.
pub enum What {
    /// The reply to the call that was under way at the beginning.
    Reply(Readings),
    /// The reply to the latest call.
    ReplyToLatest(Readings),
    /// The answer to a query.
    Read(Readings),
    /// A notification at the order's own address: it fails nothing by itself.
    Notification(Readings),
    /// The payer confirms.
    Confirm,
    /// So many seconds pass.
    Pass(i64),
}

/// An order with a call under way, what can happen to it, and what a query says in the end.
pub struct Scene {
    pub start: Order,
    /// Seconds since the beginning of time.
    pub now: i64,
    pub arrivals: Vec<(&'static str, What)>,
    /// What a query says of an order that was paid, and of one that was not.
    pub paid: Readings,
    pub unpaid: Readings,
}

/// An order on its way, and what was told of it.
#[derive(Clone)]
struct Life {
    order: Order,
    now: i64,
    /// Whether a success was seen that could be believed.
    paid: bool,
    /// The state that the last event named.
    told: Option<&'static str>,
}

/// What came of the orders in which one handful arrived.
#[derive(Default)]
struct Ends {
    /// The state in which orders ended that no person is called for, and a path that led there.
    quiet: Option<(State, Vec<usize>)>,
    flagged: bool,
}

/// A life, one of the paths that lead to it, and how many there are: what is the same order at the same moment goes on
/// in the same way.
struct Branch {
    life: Life,
    path: Vec<usize>,
    many: u64,
}

/// Branches by handful: the number of times that each thing happened, as digits of a number in base 3.
type Level = HashMap<u64, Vec<Branch>>;

/// Walks through everything.
pub struct Walk<'a> {
    scene: &'a Scene,
    path: Vec<usize>,
    ends: HashMap<u64, Ends>,
    /// Sequences walked to their end.
    pub walked: u64,
    /// Handfuls whose orders of arrival end differently, or call a person.
    pub flagged: usize,
}

impl<'a> Walk<'a> {
    /// Up to `most` arrivals, none more than twice.
    pub fn through(scene: &'a Scene, most: usize) -> Self {
        let mut walk = Self { scene, path: Vec::new(), ends: HashMap::new(), walked: 0, flagged: 0 };
        let life = Life { order: scene.start.clone(), now: scene.now * SECOND, paid: false, told: None };
        let mut level: Level = HashMap::from([(0, vec![Branch { life, path: Vec::new(), many: 1 }])]);
        for length in 0..=most {
            let mut next = Level::new();
            for (handful, branch) in level.iter().flat_map(|(handful, all)| all.iter().map(|one| (*handful, one))) {
                walk.path.clone_from(&branch.path);
                walk.settle(handful, branch);
                if length < most {
                    walk.go_on(handful, branch, &mut next);
                }
            }
            level = next;
        }
        walk.flagged = walk.ends.values().filter(|ends| ends.flagged).count();
        walk
    }

    fn go_on(&mut self, handful: u64, branch: &Branch, next: &mut Level) {
        for (at, (_, what)) in self.scene.arrivals.iter().enumerate() {
            let digit = (0..at).fold(1, |digit, _| digit * 3);
            if handful / digit % 3 == 2 {
                continue;
            }
            self.path.push(at);
            let life = self.happen(&branch.life, what);
            let others = next.entry(handful + digit).or_default();
            match others.iter_mut().find(|other| other.life.is(&life)) {
                Some(other) => other.many += branch.many,
                None => others.push(Branch { life, path: self.path.clone(), many: branch.many }),
            }
            self.path.pop();
        }
    }

    fn happen(&self, life: &Life, what: &What) -> Life {
        let pause = if let What::Pass(seconds) = what { *seconds } else { 0 };
        let mut next = Life { order: life.order.clone(), now: life.now + pause * SECOND, ..*life };
        let clock = at_millis(next.now);
        let latest = life.order.attempt().number;
        match what {
            What::Reply(reports) => self.reply(&mut next, self.scene.start.attempt().number, reports),
            What::ReplyToLatest(reports) => self.reply(&mut next, latest, reports),
            What::Notification(reports) => {
                let report = of(reports, &life.order);
                next.hears(report);
                next.order.record_notification(report.clone(), clock);
                let read =
                    |order: &Order| (order.last_read_at(), order.ask_again_at(), order.repeated_answer().cloned());
                assert_eq!(
                    read(&next.order),
                    read(&life.order),
                    "{}: a notification counts as a query",
                    self.shown(&next)
                );
            }
            What::Read(reports) => {
                let report = of(reports, &life.order);
                next.hears(report);
                next.order.record_query(report.clone(), clock);
                // Before the call's deadline no query's no is believed, whatever was said before.
                if clock.now >= life.order.attempt().deadline {
                    self.contradicted(life, &next, report);
                } else if life.order.state() != State::Pending && report.outcome != Outcome::Succeeded {
                    assert_eq!(next.order.state(), life.order.state(), "{}: believed too early", self.shown(&next));
                }
            }
            What::Confirm => {
                let confirmed = next.order.begin_confirm(ACCOUNT, clock).is_ok();
                let allowed = life.order.state() == State::Pending && !life.paid;
                assert!(!confirmed || allowed, "{}: a second charge", self.shown(&next));
            }
            What::Pass(_) => _ = next.order.advance(clock),
        }
        let fails = next.order.state() == State::Failed && life.order.state() != State::Failed;
        assert!(
            !(fails && matches!(what, What::Notification(_))),
            "{}: failed by a notification alone",
            self.shown(&next)
        );
        self.check(life, &mut next);
        next
    }

    fn reply(&self, life: &mut Life, number: u32, reports: &Readings) {
        let (before, report) = (life.clone(), of(reports, &life.order));
        life.hears(report);
        life.order.record_reply(number, report.clone(), at_millis(life.now));
        let conclusive = before.order.unresolved_attempt().is_none_or(|first| first >= number);
        if conclusive && number == before.order.attempt().number {
            self.contradicted(&before, life, report);
        }
    }

    /// A conclusive no after a success calls a person.
    fn contradicted(&self, before: &Life, after: &Life, report: &ProviderReport) {
        let against = before.order.state() == State::Succeeded && matches!(report.outcome, Outcome::Failed(_));
        let called = after.order.under_review_for(ReviewReason::Contradiction);
        assert!(!against || called, "{}: contradicted, and nobody is called", self.shown(after));
    }

    /// What holds after every single trigger.
    fn check(&self, before: &Life, life: &mut Life) {
        let (old, new) = (&before.order, &life.order);
        let shown = || self.shown(life);
        assert!(new.version() >= old.version(), "{}: the version shrinks", shown());
        let visible = old.state() != new.state() || old.review() != new.review() || old.attempt() != new.attempt();
        assert!(!visible || new.version() > old.version(), "{}: changed under the same version", shown());
        assert!(!old.state().is_final() || new.state() == old.state(), "{}: a final state is taken back", shown());
        assert_eq!(new.charged(), life.paid, "{}: paid, and what is told of it", shown());
        assert!(new.state() != State::Succeeded || life.paid, "{}: succeeded by nobody's word", shown());
        assert_eq!(new.failure().is_some(), new.state() == State::Failed, "{}: a reason", shown());
        assert_eq!(
            new.unknown_reason().is_some(),
            new.state() == State::Unknown,
            "{}: an unknown reason goes with unknown alone",
            shown()
        );
        assert!(!(life.paid && new.may_retry()), "{}: a payer who paid may be charged again", shown());
        let kinds = event::kinds(Some(old), new);
        let reasons = |order: &Order| order.review().map_or(0, |review| review.reasons.len());
        assert_eq!(kinds.contains(&"order.review"), reasons(new) > reasons(old), "{}: a person is called", shown());
        let mut states = kinds.iter().filter(|kind| **kind != "order.review").map(|kind| &kind["order.".len()..]);
        let (told, more) = (states.next(), states.next());
        let expected = (old.state() != new.state() && new.state() != State::Sending).then_some(new.state().name());
        assert_eq!((told, more), (expected, None), "{}: what is told of the state", shown());
        life.told = told.or(before.told);
    }

    /// Lets the ledger go on by its schedule, with a provider that tells the truth, until nothing is due.
    fn settle(&mut self, handful: u64, branch: &Branch) {
        let (scene, mut life) = (self.scene, branch.life.clone());
        for _ in 0..40 {
            let (when, asks) = match life.order.due(ScheduleScale::REAL, 900 * DAY) {
                Some(Due::Advance(when)) => (when, false),
                Some(Due::Recheck(when) | Due::Hinted(Hinted { at: when, .. })) => (when, true),
                Some(Due::Forget(_)) | None => return self.ended(handful, branch.many, &life),
            };
            let before = life.clone();
            life.now = life.now.max(when.since(at_millis(0).now));
            if asks {
                let says = if life.paid { &scene.paid } else { &scene.unpaid };
                life.order.record_query(of(says, &before.order).clone(), at_millis(life.now));
            } else {
                life.order.advance(at_millis(life.now));
            }
            self.check(&before, &mut life);
        }
        panic!("{}: it never comes to rest", self.shown(&life));
    }

    /// What holds in the end, and of all orders in which the same things arrived.
    fn ended(&mut self, handful: u64, many: u64, life: &Life) {
        let order = &life.order;
        let reasons: &[ReviewReason] = order.review().map_or(&[], |review| &review.reasons);
        let last = life.told.is_none_or(|told| told == order.state().name());
        assert!(last, "{}: the last word is {:?}", self.shown(life), life.told);
        match (life.paid, order.state()) {
            (true, State::Succeeded) => assert!(reasons.iter().all(|r| *r == ReviewReason::Contradiction)),
            (true, State::Failed) => assert!(reasons.contains(&ReviewReason::PaidAfterFailure)),
            (false, State::Failed) => {}
            _ => assert!(!reasons.is_empty(), "{}: nobody is called", self.shown(life)),
        }
        let ends = self.ends.entry(handful).or_default();
        ends.flagged |= !reasons.is_empty();
        self.walked += many;
        if reasons.is_empty() {
            let (state, other) = ends.quiet.get_or_insert_with(|| (order.state(), self.path.clone()));
            let (same, other) = (*state == order.state(), other.clone());
            assert!(same, "two ends and nobody is called: {}, but {:?}", self.shown(life), self.named(&other));
        }
    }

    fn named(&self, path: &[usize]) -> Vec<&'static str> {
        path.iter().map(|at| self.scene.arrivals[*at].0).collect()
    }

    fn shown(&self, life: &Life) -> String {
        let order = &life.order;
        format!("{:?} {} {:?} {:?}", self.named(&self.path), order.state().name(), order.failure(), order.review())
    }
}

impl Life {
    /// What differs most often is compared first.
    fn is(&self, other: &Self) -> bool {
        let (one, two) = (&self.order, &other.order);
        (one.version(), one.updated_at(), one.last_read_at()) == (two.version(), two.updated_at(), two.last_read_at())
            && (self.now, self.paid, self.told) == (other.now, other.paid, other.told)
            && one == two
    }

    fn hears(&mut self, report: &ProviderReport) {
        self.paid |= report.outcome == Outcome::Succeeded && report.evidence != Evidence::Hint;
    }
}
