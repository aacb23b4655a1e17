//! Delivering events. About one thing they go in order, one after the other; about different things, and to different
//! endpoints, independently. The first attempt starts right after the commit.

use std::rc::Rc;

use super::super::config::Endpoint;
use super::super::control;
use super::super::platform::{Fault, in_background, log, moment, now};
use super::super::send;
use super::due::{AGAIN, BUSY, LEASE};
use super::events::{Attempt, Waiting};
use super::messages::Emitted;
use super::store::{DELIVER, TRY};
use super::{LedgerAnswer, Redelivery, Shard};
use crate::api::DeliveryState;
use crate::domain::Timestamp;
use crate::domain::health::{Delivered, Turn};
use crate::domain::schedule::{self, DELIVERIES};
use crate::domain::time::{MINUTE, SECOND};
use crate::providers::wire::{Answer, Request, TransportError};
use crate::signing::{sha256, webhook};

/// Most deliveries to one endpoint that a shard has under way: a slow one delays no other.
const AT_ONCE: usize = 2;
/// How long an endpoint may take.
const LIMIT: i64 = 15 * SECOND;
/// When a failing endpoint that could not be tried is thought of again; it is tried once a minute at most.
const TRY_AGAIN: i64 = MINUTE;

impl Shard {
    /// Takes in what another object has to tell; told again, it changes nothing.
    pub(super) fn emit(self: &Rc<Self>, emitted: &Emitted) -> Result<LedgerAnswer, Fault> {
        self.tables.transaction(|| self.tables.tell_once(emitted))?;
        self.start_deliveries(&emitted.about)?;
        Ok(LedgerAnswer::Well)
    }

    /// Has events delivered once more.
    pub(super) fn redeliver(self: &Rc<Self>, wanted: &Redelivery) -> Result<LedgerAnswer, Fault> {
        let many = self.tables.transaction(|| self.tables.redeliver(wanted, now()))?;
        self.run_due()?;
        Ok(LedgerAnswer::Redelivered(many))
    }

    /// Starts what is due to be told about one thing.
    pub(super) fn start_deliveries(self: &Rc<Self>, about: &str) -> Result<(), Fault> {
        for endpoint in &self.config.endpoints {
            let place = format!("{} {about}", endpoint.id);
            if self.tables.due_at(DELIVER, &place)?.is_some_and(|at| at <= now()) {
                self.deliver(&place)?;
            }
        }
        Ok(())
    }

    /// Starts delivering the events about one thing to one endpoint, unless that is under way.
    pub(super) fn deliver(self: &Rc<Self>, place: &str) -> Result<(), Fault> {
        let Some((endpoint, _)) = self.parts(place) else { return self.without_endpoint(place) };
        let at_endpoint = format!("{} ", endpoint.id);
        let under_way = self.delivering.borrow();
        if under_way.iter().any(|other| other == place) {
            return Ok(());
        }
        if under_way.iter().filter(|other| other.starts_with(&at_endpoint)).count() >= AT_ONCE {
            self.queue(place);
            return self.postpone(DELIVER, place, BUSY);
        }
        drop(under_way);
        self.start(place.to_owned(), false)
    }

    /// An endpoint that is not configured now may be again: what waits for it waits, as long as its schedule lasts.
    fn without_endpoint(&self, place: &str) -> Result<(), Fault> {
        let (endpoint, about) = place.split_once(' ').unwrap_or((place, ""));
        let Some(event) = self.tables.first_waiting(endpoint, about)? else {
            return self.tables.not_due(DELIVER, place);
        };
        if schedule::next(&DELIVERIES, event.since, Some(now()), self.config.pace).is_some() {
            return self.postpone(DELIVER, place, AGAIN);
        }
        self.tables.give_up_about(endpoint, about)?;
        self.tables.not_due(DELIVER, place)
    }

    /// A failing endpoint's turn to be tried, with what was not tried for longest.
    pub(super) fn try_endpoint(self: &Rc<Self>, endpoint: &str) -> Result<(), Fault> {
        self.tables.not_due(TRY, endpoint)?;
        let Some(about) = self.tables.longest_untried(endpoint)? else { return Ok(()) };
        let place = format!("{endpoint} {about}");
        if self.parts(&place).is_none() {
            return Ok(());
        }
        self.tables.set_due(TRY, endpoint, now().plus(self.config.pace.of(TRY_AGAIN)))?;
        if self.delivering.borrow().contains(&place) { Ok(()) } else { self.start(place, true) }
    }

    fn start(self: &Rc<Self>, place: String, early: bool) -> Result<(), Fault> {
        self.postpone(DELIVER, &place, LEASE)?;
        self.delivering.borrow_mut().push(place.clone());
        let shard = Rc::clone(self);
        let work = async move {
            let done = shard.deliver_all(&place, early).await;
            shard.delivering.borrow_mut().retain(|other| *other != place);
            if let Err(fault) = done.and_then(|()| shard.next_in_line(&place)).and_then(|()| shard.arm()) {
                log(&format!("a delivery was not recorded and is made again: {}", fault.0));
            }
        };
        in_background(&self.state, Box::pin(work));
        Ok(())
    }

    /// Remembers what had to wait for a free place; should this instance end, its due row is there.
    fn queue(&self, place: &str) {
        let mut line = self.in_line.borrow_mut();
        if !line.iter().any(|other| other == place) {
            line.push(place.to_owned());
        }
    }

    /// A place at an endpoint is free: whoever waited longest takes it.
    fn next_in_line(self: &Rc<Self>, freed: &str) -> Result<(), Fault> {
        let endpoint = freed.split(' ').next().unwrap_or_default();
        let mut line = self.in_line.borrow_mut();
        let next = line.iter().position(|place| place.split(' ').next() == Some(endpoint));
        let next = next.map(|at| line.remove(at));
        drop(line);
        next.map_or(Ok(()), |place| self.deliver(&place))
    }

    /// One event after the other, until all are taken or one is not. `early`: the first one before its time.
    async fn deliver_all(self: &Rc<Self>, place: &str, mut early: bool) -> Result<(), Fault> {
        let Some((endpoint, about)) = self.parts(place) else { return Ok(()) };
        loop {
            let Some(event) = self.tables.first_waiting(&endpoint.id, about)? else {
                return self.tables.not_due(DELIVER, place);
            };
            if let Some(at) = event.again_at.filter(|at| *at > now() && !early) {
                return self.tables.set_due(DELIVER, place, at);
            }
            early = false;
            match control::turn(&self.env, &endpoint.id).await? {
                Turn::Go => {}
                Turn::Gone => return self.tables.give_up(&endpoint.id),
                Turn::Wait(at) => return self.rest(endpoint, place, &event, at),
            }
            self.postpone(DELIVER, place, LEASE)?;
            let answer = post(endpoint, &event, self.config.pace.of(LIMIT)).await;
            let delivered = ended(&answer);
            let attempt = Attempt { at: now(), status: status(&answer), error: error(&answer) };
            let again = self.again(&event, &answer, attempt.at);
            let state = match (delivered, again) {
                (Delivered::Taken, _) => DeliveryState::Delivered,
                (Delivered::Failed, Some(_)) => DeliveryState::Waiting,
                _ => DeliveryState::Exhausted,
            };
            self.tables.transaction(|| {
                self.tables.add_attempt((&endpoint.id, about), &event, &attempt, (state, again))?;
                self.tables.set_due(
                    DELIVER,
                    place,
                    again.filter(|_| state == DeliveryState::Waiting).unwrap_or(attempt.at),
                )
            })?;
            self.counters.delivery(&endpoint.id, if delivered == Delivered::Taken { "taken" } else { "failed" });
            let failing = control::delivered(&self.env, &endpoint.id, delivered).await?;
            match state {
                DeliveryState::Waiting if failing => {
                    return self.tables.try_at(&endpoint.id, now().plus(self.config.pace.of(TRY_AGAIN)));
                }
                DeliveryState::Waiting => return Ok(()),
                DeliveryState::Delivered => self.catch_up(endpoint)?,
                DeliveryState::Exhausted => {}
            }
        }
    }

    /// An endpoint that takes events again gets everything that rested meanwhile.
    fn catch_up(self: &Rc<Self>, endpoint: &Endpoint) -> Result<(), Fault> {
        if !self.tables.is_due(TRY, &endpoint.id)? {
            return Ok(());
        }
        self.tables.not_due(TRY, &endpoint.id)?;
        self.tables.park(&endpoint.id, Some(now()))?;
        self.arm()
    }

    /// Nothing goes to a failing endpoint but one event a minute: the others rest until it answers.
    fn rest(&self, endpoint: &Endpoint, place: &str, event: &Waiting, tried_at: Timestamp) -> Result<(), Fault> {
        let at = self.again(event, &Err(TransportError::Timeout), now()).unwrap_or(tried_at);
        self.tables.set_due(DELIVER, place, at.max(tried_at))?;
        self.tables.try_at(&endpoint.id, tried_at)
    }

    /// When an event is tried again: by the schedule, spread a little, and not before the endpoint asked for it.
    fn again(&self, event: &Waiting, answer: &Answer, now: Timestamp) -> Option<Timestamp> {
        let [spread, ..] = sha256(format!("{}{}", event.id, now.millis()).as_bytes());
        let asked = answer.as_ref().ok().and_then(|answer| answer.header("retry-after"));
        let asked = asked.map_or(0, |text| pause(text.trim(), now));
        schedule::again(event.since, now, asked, spread, self.config.pace)
    }

    fn parts<'a>(&'a self, place: &'a str) -> Option<(&'a Endpoint, &'a str)> {
        let (id, about) = place.split_once(' ')?;
        Some((self.config.endpoints.iter().find(|endpoint| endpoint.id == id && endpoint.works)?, about))
    }
}

/// Sends one event (Standard Webhooks 1.0.0, "Webhook headers").
async fn post(endpoint: &Endpoint, event: &Waiting, limit: i64) -> Answer {
    let seconds = now().millis().div_euclid(SECOND);
    let signature = webhook::signatures(&endpoint.keys, &event.id, seconds, &event.body);
    let request = Request::post(endpoint.url.clone(), "application/json", event.body.clone())
        .header("webhook-id", event.id.clone())
        .header("webhook-timestamp", seconds.to_string())
        .header("webhook-signature", signature)
        .accepting("*/*");
    send::deliver(&request, limit).await
}

/// `Retry-After`: seconds or a date (RFC 9110 section 10.2.3), as milliseconds from now.
fn pause(text: &str, now: Timestamp) -> i64 {
    match text.parse::<i64>() {
        Ok(seconds) => seconds.saturating_mul(SECOND),
        Err(_) => moment(text).map_or(0, |at| at.since(now)),
    }
}

fn ended(answer: &Answer) -> Delivered {
    match status(answer) {
        Some(200..300) => Delivered::Taken,
        Some(410) => Delivered::Gone,
        _ => Delivered::Failed,
    }
}

fn status(answer: &Answer) -> Option<u16> {
    answer.as_ref().ok().map(|answer| answer.status)
}

fn error(answer: &Answer) -> Option<&'static str> {
    match answer {
        Ok(_) => None,
        Err(TransportError::Timeout) => Some("timeout"),
        Err(_) => Some("connection_lost"),
    }
}
